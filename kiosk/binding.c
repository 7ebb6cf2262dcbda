#include "binding.h"

#include "contract/limits.h"

#include <stdlib.h>
#include <string.h>

void page_line(struct page *page, const char *text, size_t bytes)
{
    if (page->draw.blind)
        return;
    while (bytes > 0 && (text[bytes - 1] == '\n' || text[bytes - 1] == '\r'))
        bytes--;
    page->line = take_room(page->line, &page->line_capacity, page->lines + 1, sizeof *page->line);
    page->line[page->lines++] = take_copy_n(text, bytes);
    for (size_t i = 0; i < bytes; i++) {
        bool starts = ((unsigned char)text[i] & 0xC0) != 0x80;
        if (starts && text[i] != ' ' && text[i] != '\t' && text[i] != '\n')
            page->characters++;
    }
}

static void page_finish(struct page *page)
{
    for (size_t i = 0; i < page->lines; i++)
        free(page->line[i]);
    free(page->line);
    draw_list_finish(&page->draw);
    *page = (struct page){0};
}

static void drop_pages(struct book *book)
{
    for (size_t i = 0; i < book->kept; i++)
        page_finish(&book->page[i]);
    book->kept = 0;
    book->current = NULL;
}

static struct page *blind_page(struct book *book)
{
    book->blind = (struct page){.draw.blind = true};
    book->current = &book->blind;
    return book->current;
}

struct page *book_add(struct book *book)
{
    if (book->next >= LIMIT_PAGES_PER_ITEM)
        book->truncated = book->full = true;
    bool bounded = book->until > 0, behind = bounded && book->next >= book->until;
    if (behind && book->stops)
        book->full = true;
    if (book->full)
        return blind_page(book);
    size_t page = book->next++;
    if (book->pages < book->next)
        book->pages = book->next;
    if (behind || page < book->from)
        return blind_page(book);
    book->page = take_room(book->page, &book->capacity, book->kept + 1, sizeof *book->page);
    if (book->kept == 0)
        book->first = page;
    book->current = &book->page[book->kept++];
    *book->current = (struct page){0};
    return book->current;
}

struct page *book_page(struct book *book)
{
    return book->current == NULL ? book_add(book) : book->current;
}

void book_mark(struct book *book, struct bookmark mark)
{
    if (book->full || book->next == 0)
        return;
    mark.page = book->next - 1;
    if (book->marks > 0 && book->mark[book->marks - 1].page >= mark.page)
        return; /* known from an earlier run */
    book->mark = take_room(book->mark, &book->mark_capacity, book->marks + 1, sizeof *book->mark);
    book->mark[book->marks++] = mark;
}

const struct bookmark *book_mark_before(const struct book *book, size_t page)
{
    size_t low = 0, high = book->marks;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (book->mark[middle].page <= page)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? NULL : &book->mark[low - 1];
}

void book_restart(struct book *book, const struct bookmark *start, size_t from, size_t until, bool stops)
{
    drop_pages(book);
    book->from = from;
    book->until = until;
    book->stops = stops;
    book->full = false;
    book->next = start == NULL ? 0 : start->page;
}

void book_finish(struct book *book)
{
    drop_pages(book);
    free(book->page);
    free(book->mark);
    *book = (struct book){0};
}

void book_destroy(struct book *book)
{
    if (book == NULL)
        return;
    book_finish(book);
    free(book);
}
