/* Cards: cells opened by a heavy rule, two or three in a row, as high as the fullest of their row. A card
   that no page could hold flows over the whole width instead: nothing is cut. */
#ifndef KIOSK_CARD_H
#define KIOSK_CARD_H

#include "board.h"

#define CARD_LINES 20

struct card_line {
    const char *label; /* before the text, quiet; or NULL */
    const char *text;
    float units, line; /* size and line height, u */
    bool bold;
    enum colour colour;
    enum lang lang;
};
struct card_figure { /* a number under its label */
    const char *label, *number;
};
#define CARD_FIGURES 3
struct card {
    struct card_line line[CARD_LINES];
    size_t lines, names; /* the first `names` lines are the name; the figures stand behind them */
    struct card_figure figure[CARD_FIGURES];
    size_t figures;
    const char *tag;           /* word at the upper right, or NULL */
    const struct state *state; /* shape, word and colour there instead, or NULL */
};

/* Each adds a line; a NULL text adds nothing. */
void card_name(struct card *card, const char *name, const char *korean);
void card_value(struct card *card, const char *value,
                bool number); /* a number to call in title size, or an address */
void card_text(struct card *card, const char *text, enum lang lang);
void card_fact(struct card *card, const char *label, const char *text);
void card_figure(struct card *card, const char *label, const char *number);

/* Sets the cards in rows of at most `columns`, each at least `least` u wide; fewer columns on narrow sheets. */
void card_rows(struct board *board, const struct card *cards, size_t count, size_t columns, float least);

#endif
