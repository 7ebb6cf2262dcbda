#include "volume.h"

#include <malloc.h>
#include <stdlib.h>

#define AHEAD 16 /* pages laid out in one run: more than an item has that may still be drawn together */
#define BEHIND 4 /* of them before the page that was turned to: turning back is as near as turning on */

#define LARGE_FROM 500 /* pages; giving memory back takes a millisecond or so, once a round */

struct volume {
    struct sheet sheet;
    struct bodies bodies;
    struct composing composing;
    struct book book;
};

struct volume *volume_open(const struct sheet *sheet, const struct record *record,
                           const struct project *project)
{
    struct volume *volume = take_zeroed(1, sizeof *volume);
    volume->sheet = sheet_of_item(sheet, record->url);
    volume->composing = (struct composing){.sheet = &volume->sheet,
                                           .record = record,
                                           .project = project,
                                           .book = &volume->book,
                                           .bodies = &volume->bodies};
    book_restart(&volume->book, NULL, 0, AHEAD, true);
    book_run(&volume->composing);
    if (volume->book.counted)
        book_tighten(&volume->composing, &volume->sheet);
    return volume;
}

void volume_close(struct volume *volume)
{
    if (volume == NULL)
        return;
    bool large = volume->book.pages > LARGE_FROM;
    book_finish(&volume->book);
    bodies_finish(&volume->bodies);
    free(volume);
    if (large) /* what a text of thousands of blocks leaves behind is holes: whole pages of them go back */
        (void)malloc_trim(0);
}

/* Composes once more from the last bookmark before page `from`. */
static void run(struct volume *volume, struct book *book, size_t from, size_t until, bool stops)
{
    const struct bookmark *mark = book_mark_before(book, from);
    struct bookmark start = {0};
    if (mark != NULL)
        start = *mark;
    volume->composing.book = book;
    volume->composing.start = mark == NULL ? NULL : &start;
    book_restart(book, volume->composing.start, from, until, stops);
    book_run(&volume->composing);
    volume->composing.start = NULL;
    volume->composing.book = &volume->book;
}

size_t volume_pages(struct volume *volume)
{
    struct book *book = &volume->book;
    if (book->counted)
        return book->pages;
    /* In a book of its own, so that the pages that are laid out stay; the bookmarks it sets are the volume's. */
    struct book count = {
        .pages = book->pages, .mark = book->mark, .marks = book->marks, .mark_capacity = book->mark_capacity};
    run(volume, &count, book->pages, book->pages, false);
    book->mark = count.mark;
    book->marks = count.marks;
    book->mark_capacity = count.mark_capacity;
    book->pages = count.pages;
    book->counted = count.counted;
    book->truncated = count.truncated;
    count.mark = NULL;
    book_finish(&count);
    ENSURE(book->counted);
    return book->pages;
}

size_t volume_pages_known(const struct volume *volume)
{
    return volume->book.counted ? volume->book.pages : 0;
}

bool volume_has(struct volume *volume, size_t number)
{
    return number < volume->book.pages || number < volume_pages(volume);
}

const struct page *volume_page(struct volume *volume, size_t number)
{
    struct book *book = &volume->book;
    if (number < book->first || number >= book->first + book->kept) {
        size_t from = number > BEHIND ? number - BEHIND : 0;
        run(volume, book, from, from + AHEAD, true);
    }
    ENSURE(number >= book->first && number < book->first + book->kept);
    return &book->page[number - book->first];
}

bool volume_truncated(const struct volume *volume)
{
    return volume->book.truncated;
}
