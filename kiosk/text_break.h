/* Inside of the text engine: code points with their class, and how good a line break before each would be.
   Three passes over one array: text_scan (class), text_break_pairs (two neighbours), text_break_bonds
   (numbers, dates, articles). */
#ifndef KIOSK_TEXT_BREAK_H
#define KIOSK_TEXT_BREAK_H

#include "contract/record.h"
#include "theme.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum break_class {
    CLASS_HAN, /* ideographs, kana, symbols set like them: a line may break on both sides */
    CLASS_HANGUL,
    CLASS_LATIN,        /* letters of alphabets, and what UAX #14 treats like them */
    CLASS_DIGIT,        /* ASCII and full-width */
    CLASS_SPACE,        /* blanks and TAB: never begin a line that is broken */
    CLASS_NEWLINE,      /* LF */
    CLASS_OPEN,         /* 《「（ “ : never at a line's end */
    CLASS_OPEN_NARROW,  /* ( [ : the same, and tied to a word before */
    CLASS_CLOSE,        /* ，。、；：？！）》” : never at a line's start */
    CLASS_CLOSE_NARROW, /* ) ] ! ? */
    CLASS_QUOTE,        /* straight quotes: not known which end, so tied on both sides */
    CLASS_PREFIX,       /* ¥ $ № + : never at a line's end */
    CLASS_POSTFIX,      /* % ％ ℃ ° : never at a line's start */
    CLASS_INFIX,    /* . , : ; of Latin setting: never at a line's start, tied to a digit or letter after */
    CLASS_SLASH,    /* / ／ : neither at a line's start nor at its end (GB/T 15834 separator) */
    CLASS_HYPHEN,   /* - : not at a line's start, tied to a digit after */
    CLASS_DASH,     /* — : not at a line's start; a pair is one mark */
    CLASS_ELLIPSIS, /* … : the same */
    CLASS_JOIN,     /* ～ · • – : connecting marks and interpuncts, not at a line's start */
    CLASS_NONSTART, /* ー 々 small kana: not at a line's start */
    CLASS_GLUE,     /* no-break space, word joiner */
    CLASS_MARK,     /* combining: part of the unit before */
};

/* How good a break before the unit is; the filler takes the last one of the best level that fits. */
enum break_level {
    BREAK_NEVER, /* before a space: it belongs to the line before */
    BREAK_BAD,   /* a mark would stand where it must not */
    BREAK_WORD,  /* inside a Latin word, a number, a Korean word */
    BREAK_BOND,  /* inside an amount with its unit, an article number, a part of a date */
    BREAK_SEAM,  /* between the parts of a date: 2026年|12月|16日 */
    BREAK_LOOSE, /* better whole, but not at the price of a hole: 第十三条|第二款 吉建征|〔2022〕4号 a URL's / */
    BREAK_ALLOWED,
    BREAK_FORCED, /* after LF */
};

struct text_unit { /* a code point with the marks on it */
    uint32_t offset, code_point;
    uint16_t bytes, span;
    uint8_t class, level;
    bool tight;       /* closed up to the unit before: 16 and 日 are read as one */
    float advance, x; /* the filler's */
};

/* One code point at text[0..bytes), bytes > 0; ill-formed bytes count one by
   one as U+FFFD. Returns its length. */
size_t text_decode(const char *text, size_t bytes, uint32_t *code_point);
enum break_class text_class(uint32_t code_point);

/* Marks that fill only half of their em, so that the other half can close up. Where a mark stands in its em
   is the font's: measured in our fonts, Kai centres ，。、：； and Korean centres ：；？！, so there they
   keep the whole. */
bool text_blank_before(uint32_t code_point); /* （《“ : left half is blank */
bool text_blank_after(uint32_t code_point, enum face face,
                      enum lang lang); /* ，。）》” : right half is blank */

/* Inside a line that has to take in one thing more, marks give the half of their em that is blank, kind after kind and all
   of one kind alike (CLREQ, "Procedures for inter-character spacing reduction" d, e, g). What comes before (the mark at the
   line's end) is the filler's; spaces between words and between Han and Western have no more than the least that c and f
   leave them, and the interpunct is one of the marks that never change (CLREQ, "Punctuation adjustment space"). */
enum press_step {
    PRESS_BRACKET, /* before an opening mark, behind a closing one */
    PRESS_PAUSE, /* ，、；： : within a sentence (CLREQ does not name ： here; GB/T 15834 3.1 counts it among these) */
    PRESS_STOP, /* 。？！ : the last to give */
    PRESS_STEPS
};
enum press_step text_press_step(uint32_t code_point);

/* Units of a text; `unit` holds at least `bytes` of them. Returns how many. */
size_t text_scan(const char *text, size_t bytes, struct text_unit *unit);
/* Sets every level. */
void text_break_pairs(struct text_unit *unit, size_t count, enum lang lang);
/* Lowers BREAK_ALLOWED to BREAK_BOND or BREAK_SEAM inside what is read as one thing, and closes it up. */
void text_break_bonds(struct text_unit *unit, size_t count);

#endif
