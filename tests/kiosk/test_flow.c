/* Where the parts of an official document stand (GB/T 9704-2012 §7.3), with the fake ruler: places in em of the body. */
#include "pages.h"

#include "flow.h"

#include <math.h>
#include <stdio.h>

static struct book *official(struct setup *setup, const char *body)
{
    setup_init(setup, 1920, 1080);
    struct record *record = new_record(KIND_DOCUMENT, "房屋征收决定", body, FORMAT_TEXT);
    record->doc_no = take_copy("某政征〔2026〕3号");
    struct book *book = book_compose(&setup->sheet, record, NULL);
    record_destroy(record);
    return book;
}

static float em_of(const struct setup *setup)
{
    return sheet_px(&setup->sheet, 2);
}

static bool says(const struct page *page, const struct draw_command *command, const char *text)
{
    return command->op == DRAW_TEXT && command->text_bytes == strlen(text) &&
           memcmp(page->draw.text + command->text, text, strlen(text)) == 0;
}

static const struct draw_command *find_on(const struct page *page, const char *text)
{
    for (size_t i = 0; i < page->draw.count; i++)
        if (says(page, &page->draw.command[i], text))
            return &page->draw.command[i];
    return NULL;
}

static const struct draw_command *find(const struct book *book, const char *text, size_t *at)
{
    for (*at = 0; *at < book->pages; (*at)++) {
        const struct draw_command *command = find_on(&book->page[*at], text);
        if (command != NULL)
            return command;
    }
    fail_msg("\"%s\" stands on no line of its own", text);
    return NULL;
}

/* Where glyph `i` of a line begins. */
static float glyph_x(const struct book *book, size_t page, const struct draw_command *command, size_t i)
{
    return book->page[page].draw.glyph[command->glyph + i].x;
}

static float right_of(const struct book *book, size_t page, const struct draw_command *command, float em)
{
    return glyph_x(book, page, command, command->glyphs - 1) + em;
}

#define FULL_LINE "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥甲乙丙丁"

static void test_signature(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        float date_from_edge; /* em between the date and the right edge */
    } cases[] = {
        {"某县房屋征收局", NULL, 4},
        {"某县房屋征收补偿办公室", "某县局", 4},
        /* half of 23 em and 2 em from the edge: the date goes along */
        {"某某省某某自治州某某市房屋征收与补偿管理办公室", NULL, 13.5F - 3.5F},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct setup setup;
        char body[1024];
        (void)snprintf(body, sizeof body, FULL_LINE "甲乙丙丁。\n\n%s\n%s\n2026年11月20日\n", cases[i].first,
                       cases[i].second == NULL ? "" : cases[i].second);
        struct book *book = official(&setup, body);
        float em = em_of(&setup);
        size_t page, other;
        const struct draw_command *day = find(book, "2026年11月20日", &page);
        const struct draw_command *line = find(book, FULL_LINE, &other);
        float edge = right_of(book, other, line, em), end = right_of(book, page, day, em);
        float middle = (glyph_x(book, page, day, 0) + end) / 2;
        assert_float_equal(edge - end, cases[i].date_from_edge * em, 1.5F);
        const char *const names[] = {cases[i].first, cases[i].second};
        for (size_t n = 0; n < 2 && names[n] != NULL; n++) {
            const struct draw_command *name = find(book, names[n], &other);
            assert_int_equal(other, page);
            assert_float_equal((glyph_x(book, page, name, 0) + right_of(book, page, name, em)) / 2, middle,
                               1.5F);
            assert_true(right_of(book, page, name, em) <= edge - 2 * em + 1.5F);
        }
        book_destroy(book);
        setup_finish(&setup);
    }
}

static void test_annexes(void **state)
{
    (void)state;
    struct setup setup;
    struct book *book = official(&setup, FULL_LINE
                                 "甲乙丙丁。\n\n附件：1.图\n2.一览表一览表一览表一览表一览表一览表一览表终\n"
                                 "某县人民政府\n2026年11月20日\n");
    float em = em_of(&setup);
    size_t page, next;
    const struct draw_command *body = find(book, FULL_LINE, &page);
    float left = glyph_x(book, page, body, 0) - 2 * em;
    const struct draw_command *first = find(book, "附件：1.图", &page);
    assert_float_equal(glyph_x(book, page, first, 0), left + 2 * em, 1);
    assert_float_equal(glyph_x(book, page, first, 3), left + 5 * em, 1);
    assert_float_equal(glyph_x(book, page, first, 5), left + 6 * em, 1);
    /* 28 em less 5 are left: numeral of one em, 22 ideographs; the last of 22 and one */
    const struct draw_command *second = find(book, "2.一览表一览表一览表一览表一览表一览表一览表终", &next);
    assert_float_equal(glyph_x(book, next, second, 0), left + 5 * em, 1);
    assert_float_equal(glyph_x(book, next, second, 2), left + 6 * em, 1);
    book_destroy(book);
    setup_finish(&setup);

    book = official(&setup, FULL_LINE
                    "甲乙丙丁。\n\n附件：1.图\n2. 一览表一览表一览表一览表一览表一览表一览表甲乙丙丁\n"
                    "某县人民政府\n2026年11月20日\n");
    const struct draw_command *rest = find(book, "甲乙丙丁", &next);
    assert_float_equal(glyph_x(book, next, rest, 0), left + 6.5F * em, 1); /* behind "2. " */
    book_destroy(book);
    setup_finish(&setup);
}

/* However long the text: where the date stands, there are two lines of the body at least. */
static void test_no_signature_alone(void **state)
{
    (void)state;
    for (int lines = 1; lines < 40; lines++) {
        struct setup setup;
        struct buffer body = {0};
        for (int i = 0; i < lines; i++)
            buffer_text(&body, i == 0 ? FULL_LINE : FULL_LINE "戊己");
        buffer_text(&body, "。\n\n附件：征收范围图\n某县人民政府\n2026年11月20日\n");
        struct book *book = official(&setup, body.data);
        size_t page, other, told = 0;
        (void)find(book, "2026年11月20日", &page);
        (void)find(book, "附件：征收范围图", &other);
        assert_int_equal(page, other);
        for (size_t i = 0; i < book->page[page].lines; i++)
            told += strstr(book->page[page].line[i], "戊己") != NULL ||
                    strstr(book->page[page].line[i], "甲乙") != NULL;
        if (told < (lines < 2 ? 1 : 2))
            fail_msg("%d lines: %zu above the signature on page %zu of %zu", lines, told, page + 1,
                     book->pages);
        book_destroy(book);
        buffer_finish(&body);
        setup_finish(&setup);
    }
}

/* A heading never ends a page, wherever the page's end falls. */
static void test_no_heading_at_a_foot(void **state)
{
    (void)state;
    for (int lines = 1; lines < 30; lines++) {
        struct setup setup;
        struct buffer body = {0};
        for (int i = 0; i < lines; i++)
            buffer_text(&body, i == 0 ? FULL_LINE : FULL_LINE "戊己");
        buffer_text(&body, "。\n\n一、总则\n（一）范围\n" FULL_LINE FULL_LINE FULL_LINE FULL_LINE "。\n");
        struct book *book = official(&setup, body.data);
        for (size_t p = 0; p < book->pages; p++) {
            const char *last = book->page[p].line[book->page[p].lines - 1];
            assert_null(strstr(last, "总则"));
            assert_null(strstr(last, "范围"));
        }
        book_destroy(book);
        buffer_finish(&body);
        setup_finish(&setup);
    }
}

static struct record *new_bilingual(const char *zh, const char *ko)
{
    struct record *record = new_record(KIND_DOCUMENT, "房屋征收决定", zh, FORMAT_TEXT);
    record->text[LANG_KO].title = take_copy("수용 결정");
    record->text[LANG_KO].body = take_copy(ko);
    record->text[LANG_KO].format = FORMAT_TEXT;
    return record;
}

/* Nor with Korean beside it (landscape) or below it (portrait). */
static void test_no_bilingual_heading_at_a_foot(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1920, 1080}, {1080, 1920}};
    for (int i = 0; i < 60; i++) {
        struct setup setup;
        struct buffer zh = {0}, ko = {0};
        setup_init(&setup, sizes[i % 2][0], sizes[i % 2][1]);
        setup.sheet.korean = true;
        for (int k = 0; k <= i / 2; k++) {
            buffer_text(&zh, "甲乙丙丁。\n\n");
            buffer_text(&ko, "가나다라.\n\n");
        }
        buffer_text(&zh, "一、总则\n\n（一）范围\n\n" FULL_LINE FULL_LINE FULL_LINE FULL_LINE "。\n");
        buffer_text(&ko, "제1장 총칙\n\n제1절 범위\n\n가나다라 가나다라 가나다라.\n");
        struct record *record = new_bilingual(zh.data, ko.data);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        for (size_t p = 0; p < book->pages; p++) {
            if (book->page[p].lines == 0 &&
                p > 0) /* the rights that the decision leaves: words of the interface */
                continue;
            const char *last = book->page[p].line[book->page[p].lines - 1];
            if (strstr(last, "总则") != NULL || strstr(last, "총칙") != NULL ||
                strstr(last, "范围") != NULL || strstr(last, "범위") != NULL)
                fail_msg("%d paragraphs, %dx%d: page %zu ends with %s", i / 2 + 1, sizes[i % 2][0],
                         sizes[i % 2][1], p + 1, last);
        }
        book_destroy(book);
        record_destroy(record);
        buffer_finish(&zh);
        buffer_finish(&ko);
        setup_finish(&setup);
    }
}

/* In two columns too the date ends four em from its column's edge, the names stand centred above it, and no page carries them
   alone: behind many short paragraphs, and behind one that goes on for pages. */
static void test_bilingual_signatures(void **state)
{
    (void)state;
    for (int i = 0; i < 80; i++) {
        struct setup setup;
        struct buffer zh = {0}, ko = {0};
        setup_init(&setup, 1920, 1080);
        setup.sheet.korean = true;
        for (int k = 0; k <= i / 2; k++) {
            buffer_text(&zh, i % 2 == 0 ? "甲乙丙丁。\n\n" : FULL_LINE);
            buffer_text(&ko, i % 2 == 0 ? "가나다라.\n\n" : "가나다라 ");
        }
        buffer_text(&zh, "\n\n某县人民政府\n2026年11月20日\n");
        buffer_text(&ko, "\n\n모현인민정부\n2026년 11월 20일\n");
        struct record *record = new_bilingual(zh.data, ko.data);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        struct rect main = sheet_main(&setup.sheet, false);
        const struct {
            const char *name, *date;
            float em, right; /* of the column */
        } columns[] = {
            {"某县人民政府", "2026年11月20日", 2.2F * setup.sheet.u, main.x + 46.8F * setup.sheet.u},
            {"모현인민정부", "2026년 11월 20일", 2 * setup.sheet.u, main.x + main.w},
        };
        size_t page = 0, other, told = 0;
        for (size_t c = 0; c < 2; c++) {
            const struct draw_command *day = find(book, columns[c].date, &page);
            const struct draw_command *name = find(book, columns[c].name, &other);
            float end = right_of(book, page, day, columns[c].em);
            assert_int_equal(page, other);
            assert_float_equal(columns[c].right - end, 4 * columns[c].em, 2);
            assert_float_equal(glyph_x(book, page, name, 0) + right_of(book, page, name, columns[c].em),
                               glyph_x(book, page, day, 0) + end, 4);
        }
        for (size_t n = 0; n < book->page[page].lines; n++)
            told += strstr(book->page[page].line[n], "甲") != NULL ||
                    strstr(book->page[page].line[n], "辰") != NULL;
        if (told == 0)
            fail_msg("%d: the signature stands alone on page %zu of %zu", i, page + 1, book->pages);
        book_destroy(book);
        record_destroy(record);
        buffer_finish(&zh);
        buffer_finish(&ko);
        setup_finish(&setup);
    }
}

/* 一、 bold sans, （一） Kai, 1. bold, and the stops of a Kai lead-in are the body's. */
static void test_faces(void **state)
{
    (void)state;
    struct setup setup;
    struct book *book =
        official(&setup, "一、总则\n现公告。\n（一）范围。东至甲路。\n1.期限。三十日。\n（二）国防；\n");
    static const struct {
        const char *text;
        enum face face;
    } wanted[] = {
        {"一、总则", FACE_SANS_BOLD}, {"（一）范围", FACE_KAI},     {"。", FACE_SERIF},
        {"1.", FACE_SERIF_BOLD},      {"（二）国防；", FACE_SERIF},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        size_t page;
        if (find(book, wanted[i].text, &page)->face != wanted[i].face)
            fail_msg("%s is set in face %d", wanted[i].text, (int)find(book, wanted[i].text, &page)->face);
    }
    book_destroy(book);
    setup_finish(&setup);
}

/* "|" where a title's lines end: between words, none inside brackets, as even as can be. */
static void test_titles(void **state)
{
    (void)state;
    static const struct {
        int ems;
        const char *wanted;
    } cases[] = {
        {21, "关于延河街北侧片区房屋征收补偿方案|（征求意见稿）公开征求意见的通知"},
        {14, "关于延河街北侧片区|房屋征收补偿方案|（征求意见稿）公开|征求意见的通知"},
        {40, "国有土地上房屋征收与补偿条例"},
    };
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_style style = {.face = FACE_SERIF_BOLD, .size = 20};
        char *title = take_copy(cases[i].wanted);
        size_t kept = 0;
        for (const char *c = title; *c != '\0'; c++)
            if (*c != '|')
                title[kept++] = *c;
        title[kept] = '\0';
        char *broken = flow_title_broken(&setup.sheet, title, style, (float)cases[i].ems * 20, LANG_ZH);
        for (char *c = broken; *c != '\0'; c++)
            if (*c == '\n')
                *c = '|';
        assert_string_equal(broken, cases[i].wanted);
        free(broken);
        free(title);
    }
    setup_finish(&setup);
    /* A title inside the body too: 34 characters on lines of 28. */
    size_t page;
    struct book *book =
        official(&setup, "关于延河街北侧片区房屋征收补偿方案（征求意见稿）公开征求意见的通知\n\n"
                         "各有关单位：\n现予公布。\n");
    (void)find(book, "关于延河街北侧片区房屋征收补偿方案", &page);
    (void)find(book, "（征求意见稿）公开征求意见的通知", &page);
    book_destroy(book);
    setup_finish(&setup);
}

/* Without a Korean text a screen of both languages shows the Chinese one in its own face, and says so; a Korean title
   alone is no text. */
static void test_no_korean(void **state)
{
    (void)state;
    for (int way = 0; way < 4; way++) {
        struct setup setup;
        setup_init(&setup, 1920, 1080);
        setup.sheet.korean = true;
        struct record *record = new_record(KIND_DOCUMENT, "房屋征收决定", "现予公布。\n", FORMAT_TEXT);
        record->doc_no = way % 2 == 0 ? take_copy("某政征〔2026〕3号") : NULL; /* official, or large print */
        record->text[LANG_KO].title = way >= 2 ? take_copy("수용 결정") : NULL;
        struct book *book = book_compose(&setup.sheet, record, NULL);
        struct buffer drawn = {0};
        add_drawn(&drawn, &book->page[0].draw);
        assert_non_null(memmem(drawn.data, drawn.size, words_get(setup.words, LANG_KO, "reading.no-korean"),
                               strlen(words_get(setup.words, LANG_KO, "reading.no-korean"))));
        assert_non_null(memmem(drawn.data, drawn.size, "现予公布。", strlen("现予公布。")));
        buffer_finish(&drawn);
        book_destroy(book);
        record_destroy(record);
        setup_finish(&setup);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signature),
        cmocka_unit_test(test_annexes),
        cmocka_unit_test(test_no_signature_alone),
        cmocka_unit_test(test_no_heading_at_a_foot),
        cmocka_unit_test(test_no_bilingual_heading_at_a_foot),
        cmocka_unit_test(test_bilingual_signatures),
        cmocka_unit_test(test_faces),
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_no_korean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
