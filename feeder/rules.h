/* The catalogue's rules over one record: who may read it, whether it is statutory, and that its windows are
   lawful. Cases: tests/feeder/test_rules.c.

   rule                                                              function         code
   C1  the catalogue knows D01 to D35 and nothing else               rules_classify   unknown-catalogue
   C2  kind: the catalogue's where the office says nothing           rules_classify
   C3  statutory may be raised, never lowered                        rules_classify
   C4  what is for the affected households stays with them           rules_classify   audience-widened
   C5  `area` items may be made public, by the office's own word     rules_classify
   C6  household rows are never public                               rules_check      household-public
   C7  windows in order; version from 1 on                           rules_check      window, bad-version
   C8  D09: open for comments 30 days (Regulation 590 art. 10)       rules_check      comment-period
   C9  D09: on display for 30 days                                   rules_check      display-period
   C10 the address of the QR code is a plain web address             rules_check      bad-url
   C11 nothing supersedes itself                                     rules_check      supersedes

   C5 is a decision: the three levels of publication (建房〔2012〕84号) ask for the area at least; decisions
   and plans are published to everyone in practice, and nothing in them is personal. A household's own figures
   are different: the law names the affected households as their readers, so no setting and no cell widens
   them. C8 and C9 count days as the Civil Code does (art. 201: the first day does not count). A last day that
   is a holiday would move the end on (art. 203): the office's dates decide that, the rule holds the least. */
#ifndef FEEDER_RULES_H
#define FEEDER_RULES_H

#include "contract/record.h"

/* Sets kind, audience and statutory from the catalogue and the office's words (NULL where it says nothing),
   for record->catalogue. STATUS_REFUSED: "unknown-catalogue", "audience-widened". */
enum status rules_classify(struct record *record, const char *kind, const char *audience,
                           const char *statutory, struct problem *problem);

/* Judges the finished record. `zone_minutes`: the office's, for counting days. */
enum status rules_check(const struct record *record, int zone_minutes, struct problem *problem);

#endif
