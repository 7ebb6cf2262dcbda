/* Running text on LED panels: paragraphs that are dealt out to frames at their phrases. */
#ifndef KIOSK_PANEL_FLOW_H
#define KIOSK_PANEL_FLOW_H

#include "panel.h"

struct panel_paragraph {
    struct panel_run run;
    size_t from, to; /* bytes of it that are told; 0: all */
    bool heading;    /* never ends a frame */
    bool small;      /* in small letters above what it is the heading of */
    bool tied;       /* better on one frame with what stands before: a date under its signature */
    bool noting;     /* text of the body: frames that begin with it are noted as places */
    size_t block;    /* which one */
};
struct panel_flow {
    struct panel_paragraph *paragraph;
    size_t paragraphs, capacity;
    float size, most;    /* pixels of the mock-ups; a frame of whole paragraphs takes up to `most` */
    float width, height; /* of what a frame has for it; 0: the whole frame */
    const char *told;    /* NULL or recorded as told by the first frame */
    bool apart;          /* one statement a frame */
    bool skip;           /* begin with byte `at` of that block */
    size_t block, at;
    void (*open)(struct panel *panel, void *self); /* a frame for the text, into `free`; NULL: a plain one */
    void *self;
};
/* Size of running text: four lines of it on most panels, three on a strip. */
float panel_text_size(const struct panel *panel);
/* A new last paragraph, to be filled by the caller. */
struct panel_paragraph *panel_flow_add(struct panel_flow *flow);
void panel_flow_finish(struct panel_flow *flow);
/* On frames of its own, or on the one being filled if it fits there whole or a heading stands above it. */
void panel_flow_put(struct panel *panel, struct panel_flow *flow);

#endif
