#include "pages.h"

#include <stdio.h>

/* A document with everything a body may have. */
static char *take_body(int sections)
{
    struct buffer body = {0};
    static const char *const numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
    buffer_text(&body,
                "各被征收人：\n\n为了做好征收工作，根据《国有土地上房屋征收与补偿条例》，现公告如下：\n\n");
    for (int i = 0; i < sections; i++) {
        buffer_format(&body, "## %s、第%d部分\n\n### （一）范围\n\n", numerals[i % 9], i + 1);
        buffer_text(&body, "东起山前路，西到红旗街，南临河南路，北接学府路，共486户，总建筑面积约3."
                           "2万平方米，具体以附图为准。\n\n");
        buffer_text(&body, "1. 安置房共216套，建筑面积48至110平方米。\n2. 差价按同一评估时点结清。\n\n- "
                           "第一种情形\n- 第二种情形\n\n");
        if (i % 3 == 1)
            buffer_text(&body, "| 项目 | 标准 | 单位 |\n|---|---:|---|\n| 搬迁费 | 20 | 元／平方米 |\n| "
                               "安置费 | 12.5 | 元 |\n\n");
        buffer_text(&body, "> 引文一段，**重点**在此。\n\n");
    }
    return buffer_take(&body);
}

static void add_document(struct buffer *out, const char *body, enum lang lang)
{
    struct document document = {0};
    struct buffer text = {0};
    document_parse(body, strlen(body), FORMAT_MARKDOWN, lang, &document);
    document_text(&document, &text);
    add_dense(out, text.size > 0 ? text.data : "");
    buffer_finish(&text);
    document_finish(&document);
}

/* Composes, checks every page, and compares the lines with the document's own text. */
static size_t check(struct setup *setup, const struct record *record)
{
    struct book *book = take_zeroed(1, sizeof *book);
    struct bodies bodies = {0};
    struct composing composing = {.sheet = &setup->sheet, .record = record, .book = book, .bodies = &bodies};
    if (setup->sheet.shape == SHAPE_PANEL)
        compose_panel(&composing);
    else
        compose_reading(&composing);
    bodies_finish(&bodies);
    struct buffer told = {0}, wanted = {0};
    for (size_t p = 0; p < book->pages; p++)
        check_page(&setup->sheet, &book->page[p]);
    add_lines(&told, book);
    add_document(&wanted, record->text[LANG_ZH].body, LANG_ZH);
    if (told.size != wanted.size || memcmp(told.data, wanted.data, told.size) != 0)
        fail_msg("%dx%d: told\n%s\nwanted\n%s", setup->sheet.width, setup->sheet.height, told.data,
                 wanted.data);
    size_t pages = book->pages;
    buffer_finish(&wanted);
    buffer_finish(&told);
    book_destroy(book);
    return pages;
}

/* All text, once, in order, on screens of every size: official face, large
   print, plan, message, any other kind. */
static void test_whole_text_on_all_sizes(void **state)
{
    (void)state;
    static const enum kind kinds[] = {KIND_DOCUMENT, KIND_PLAN, KIND_MESSAGE};
    char *short_body = take_body(2), *long_body = take_body(12);
    for (size_t s = 0; s < SCREEN_SIZES; s++) {
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            struct setup setup;
            setup_init(&setup, screen_sizes[s][0], screen_sizes[s][1]);
            for (int official = 0; official < 2; official++) {
                struct record *record =
                    new_record(kinds[k], "某县人民政府关于某片区旧城区改建项目房屋征收决定的公告",
                               official ? short_body : long_body, FORMAT_MARKDOWN);
                if (official) {
                    record->doc_no = take_copy("某政征〔2026〕3号");
                    record->url = take_copy("https://example.gov.cn/3");
                    record->comment_until = sheet_today(&setup.sheet) + 5;
                }
                setup.sheet.banner = official == 1;
                assert_true(check(&setup, record) >= 1);
                record_destroy(record);
            }
            setup_finish(&setup);
        }
    }
    free(long_body);
    free(short_body);
}

static char *take_drawn(const struct page *page)
{
    struct buffer drawn = {0};
    add_drawn(&drawn, &page->draw);
    return buffer_take(&drawn);
}

static bool draws_colour(const struct page *page, enum colour colour)
{
    for (size_t i = 0; i < page->draw.count; i++)
        if (page->draw.command[i].fill == colour)
            return true;
    return false;
}

/* The red head belongs to short documents with a number, and to their first page. */
static void test_choice_of_face(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    char *short_body = take_body(3), *long_body = take_body(30);
    static const struct {
        enum kind kind;
        bool numbered, brief, official;
    } cases[] = {
        {KIND_DOCUMENT, true, true, true},   {KIND_DOCUMENT, true, false, false},
        {KIND_DOCUMENT, false, true, false}, {KIND_PLAN, true, true, false},
        {KIND_MESSAGE, false, true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct record *record = new_record(cases[i].kind, "关于某事的公告",
                                           cases[i].brief ? short_body : long_body, FORMAT_MARKDOWN);
        if (cases[i].numbered)
            record->doc_no = take_copy("某政征〔2026〕3号");
        struct bodies bodies = {0};
        struct composing composing = {.sheet = &setup.sheet,
                                      .record = record,
                                      .book = take_zeroed(1, sizeof(struct book)),
                                      .bodies = &bodies};
        compose_reading(&composing);
        bodies_finish(&bodies);
        struct book *book = composing.book;
        assert_int_equal(draws_colour(&book->page[0], COLOUR_OFFICIAL), cases[i].official);
        assert_true(book->pages > 1);
        assert_false(draws_colour(&book->page[1], COLOUR_OFFICIAL));
        book_destroy(book);
        record_destroy(record);
    }
    free(long_body);
    free(short_body);
    setup_finish(&setup);
}

/* Names of sections stand whole beside large print, in two lines if need be; what no two lines hold is cut there, late. */
static void test_outline_is_readable(void **state)
{
    (void)state;
    struct buffer body = {0};
    static const char *const names[] = {"一、总则", "二、调查、认定和评估", "三、补偿方式和奖励",
                                        "四、签约、搬迁和付款期限"};
    for (size_t i = 0; i < 4; i++) {
        buffer_format(&body, "%s\n", names[i]);
        for (int k = 0; k < 12; k++)
            buffer_text(&body, "被征收人可以选择货币补偿，也可以选择房屋产权调换。\n");
    }
    struct record *record = new_record(KIND_DOCUMENT, "补偿方案", body.data, FORMAT_TEXT);
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct book *book = book_compose(&setup.sheet, record, NULL);
    assert_true(book->pages > 3);
    for (size_t p = 0; p < book->pages; p++) {
        struct buffer drawn = {0};
        add_drawn(&drawn, &book->page[p].draw);
        assert_null(strstr(drawn.data, "\xE2\x80\xA6")); /* … */
        assert_non_null(strstr(drawn.data, "二、调查、"));
        assert_non_null(strstr(drawn.data, "款期限"));
        buffer_finish(&drawn);
    }
    book_destroy(book);
    record_destroy(record);
    setup_finish(&setup);
    buffer_finish(&body);
}

/* A title that the body begins with stands once. */
static void test_title_stands_once(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    static const int sizes[][2] = {{1920, 1080}, {320, 160}};
    for (size_t i = 0; i < 2; i++) {
        setup_finish(&setup);
        setup_init(&setup, sizes[i][0], sizes[i][1]);
        struct record *record =
            new_record(KIND_PLAN, "某片区补偿方案", "# 某片区 补偿方案\n\n正文一句。", FORMAT_MARKDOWN);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        struct buffer told = {0};
        add_lines(&told, book);
        assert_string_equal(told.data, "某片区补偿方案正文一句。");
        size_t drawn = 0;
        for (size_t p = 0; p < book->pages; p++) {
            char *text = take_drawn(&book->page[p]);
            drawn += strstr(text, "补偿方案") != NULL;
            free(text);
        }
        assert_int_equal(drawn, 1);
        buffer_finish(&told);
        book_destroy(book);
        record_destroy(record);
    }
    setup_finish(&setup);
}

/* A title of 1,000 characters flows like text; nothing overlaps the foot. */
static void test_endless_title(void **state)
{
    (void)state;
    struct buffer title = {0};
    for (int i = 0; i < 200; i++)
        buffer_text(&title, "关于房屋征");
    for (size_t s = 0; s < SCREEN_SIZES; s++) {
        struct setup setup;
        setup_init(&setup, screen_sizes[s][0], screen_sizes[s][1]);
        struct record *record = new_record(KIND_DOCUMENT, title.data, "正文。", FORMAT_TEXT);
        record->doc_no = take_copy("某政征〔2026〕3号");
        assert_true(check(&setup, record) >= 1);
        record_destroy(record);
        setup_finish(&setup);
    }
    buffer_finish(&title);
}

/* Both languages whole; the note that Chinese prevails on every page; without Korean a note says so. */
static void test_two_languages(void **state)
{
    (void)state;
    char *body = take_body(4);
    static const char korean[] = "첫째 단락이다. 여러 낱말이 있다.\n\n둘째 단락이다.\n\n셋째 단락이다.";
    static const int sizes[][2] = {{1920, 1080}, {1080, 1920}, {3840, 2160}, {1024, 768}, {480, 1920}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct setup setup;
        setup_init(&setup, sizes[i][0], sizes[i][1]);
        setup.sheet.korean = true;
        struct record *record = new_record(KIND_DOCUMENT, "关于某事的公告", body, FORMAT_MARKDOWN);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        char *first = take_drawn(&book->page[0]);
        assert_non_null(strstr(first, "조선문본이"));
        free(first);
        book_destroy(book);

        record->text[LANG_KO].title = take_copy("어떤 일에 관한 공고");
        record->text[LANG_KO].body = take_copy(korean);
        book = book_compose(&setup.sheet, record, NULL);
        struct buffer told = {0}, wanted = {0};
        add_lines(&told, book);
        add_document(&wanted, body, LANG_ZH);
        add_document(&wanted, korean, LANG_KO);
        assert_int_equal(told.size, wanted.size);
        assert_non_null(strstr(told.data, "셋째단락이다."));
        for (size_t p = 0; p < book->pages; p++) {
            check_page(&setup.sheet, &book->page[p]);
            char *text = take_drawn(&book->page[p]);
            assert_non_null(strstr(text, "以汉文为准"));
            free(text);
        }
        buffer_finish(&wanted);
        buffer_finish(&told);
        book_destroy(book);
        record_destroy(record);
        setup_finish(&setup);
    }
    free(body);
}

/* Marks of before and after: words struck and inserted keep their text; chips are no text of the item. */
static void test_compare(void **state)
{
    (void)state;
    static const char body[] =
        "| 条款 | 原来 | 现在 |\n|---|---|---|\n| 第七条 | 每月~~10元~~计算 | 每月++12元++计算 |\n";
    for (size_t s = 0; s < SCREEN_SIZES; s++) {
        struct setup setup;
        setup_init(&setup, screen_sizes[s][0], screen_sizes[s][1]);
        struct record *record = new_record(KIND_COMPARE, "修改前后对照", body, FORMAT_MARKDOWN);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        struct buffer told = {0};
        add_lines(&told, book);
        assert_non_null(strstr(told.data, "第七条"));
        assert_non_null(strstr(told.data, "每月10元计算"));
        assert_non_null(strstr(told.data, "每月12元计算"));
        for (size_t p = 0; p < book->pages; p++)
            check_page(&setup.sheet, &book->page[p]);
        if (setup.sheet.shape != SHAPE_PANEL) {
            char *text = take_drawn(&book->page[0]);
            assert_non_null(strstr(text, "删"));
            assert_non_null(strstr(text, "增"));
            free(text);
        }
        buffer_finish(&told);
        book_destroy(book);
        record_destroy(record);
        setup_finish(&setup);
    }
}

/* A change that goes on over pages: each of them says what its marks mean. */
static void test_long_change(void **state)
{
    (void)state;
    struct setup setup;
    struct buffer body = {0};
    buffer_text(&body, "| 条款 | 原来 | 现在 |\n|---|---|---|\n| 第七条 | 甲 | ++");
    for (int i = 0; i < 600; i++)
        buffer_text(&body, "按面积计算");
    buffer_text(&body, "++ |\n");
    setup_init(&setup, 1920, 1080);
    struct record *record = new_record(KIND_COMPARE, "修改前后对照", body.data, FORMAT_MARKDOWN);
    struct book *book = book_compose(&setup.sheet, record, NULL);
    assert_true(book->pages >= 3);
    for (size_t p = 0; p < book->pages; p++) {
        char *text = take_drawn(&book->page[p]);
        assert_non_null(strstr(text, words_get(setup.words, LANG_ZH, "compare.inserted-text")));
        assert_non_null(strstr(text, words_get(setup.words, LANG_ZH, "compare.deleted-text")));
        free(text);
        check_page(&setup.sheet, &book->page[p]);
    }
    book_destroy(book);
    record_destroy(record);
    buffer_finish(&body);
    setup_finish(&setup);
}

/* Attachments are listed behind the text, unless it names them itself. */
static bool draws_icon(const struct page *page, const char *icon)
{
    for (size_t i = 0; i < page->draw.count; i++) {
        const struct draw_command *c = &page->draw.command[i];
        if (c->op == DRAW_ICON && c->text_bytes == strlen(icon) &&
            memcmp(page->draw.text + c->text, icon, c->text_bytes) == 0)
            return true;
    }
    return false;
}

/* What became of an opinion is a shape and a word, in tables of before and after; and the table tells its text whole. */
static void test_compare_answers(void **state)
{
    (void)state;
    static const char body[] = "| 条款 | 原来 | 现在 | 采纳情况 |\n|---|---|---|---|\n"
                               "| 第七条 过渡费 | 每月~~10元~~计算 | 每月++12元++计算 | 采纳，意见63件。 |\n"
                               "| 第九条 | 分两段 | 分++三++段 | 部分采纳，意见9件。 |\n"
                               "| 第十二条 | 现房 | 现房 | 未采纳，意见41件。 |\n";
    struct record *record = new_record(KIND_COMPARE, "修改前后对照", body, FORMAT_MARKDOWN);
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct book *book = book_compose(&setup.sheet, record, NULL);
    static const char *const icons[] = {"done", "partly", "refused"};
    for (size_t i = 0; i < 3; i++)
        assert_true(draws_icon(&book->page[0], icons[i]));
    struct buffer told = {0};
    add_lines(&told, book);
    static const char *const needed[] = {"第七条", "过渡费", "采纳，意见63件。", "部分采纳，意见9件。",
                                         "未采纳，意见41件。"};
    for (size_t i = 0; i < 5; i++)
        assert_non_null(strstr(told.data, needed[i]));
    buffer_finish(&told);
    book_destroy(book);
    record_destroy(record);
    setup_finish(&setup);
}

/* A heading, then a table: the row a page has no room for begins on the next, with the heading. */
static void test_rows_are_whole(void **state)
{
    (void)state;
    for (int lines = 1; lines < 9; lines++) {
        struct buffer body = {0};
        for (int i = 0; i < lines; i++)
            buffer_text(&body, "现将有关情况公告如下。\n\n");
        buffer_text(&body,
                    "## 一、处理结果\n\n| 机构 | 违规事实 | 依据 | 处理结果 |\n|---|---|---|---|\n"
                    "| 某某房地产估价有限公司 | 三户评估报告中楼层修正计算错误，属于重大差错，已经撤回终 "
                    "| 条例第三十四条 | 责令限期改正，给予警告，罚款，记入信用档案末 |\n");
        struct record *record = new_record(KIND_DOCUMENT, "公告", body.data, FORMAT_MARKDOWN);
        record->doc_no = take_copy("某建征〔2026〕9号");
        struct setup setup;
        setup_init(&setup, 1920, 1080);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        size_t heading = SIZE_MAX, begin = SIZE_MAX, end = SIZE_MAX;
        for (size_t p = 0; p < book->pages; p++)
            for (size_t l = 0; l < book->page[p].lines; l++) {
                heading = strstr(book->page[p].line[l], "一、处理") != NULL ? p : heading;
                begin = strstr(book->page[p].line[l], "三户评估") != NULL ? p : begin;
                end = strstr(book->page[p].line[l], "末") != NULL ? p : end;
            }
        assert_true(heading < book->pages);
        assert_int_equal(heading, begin);
        assert_int_equal(begin, end);
        book_destroy(book);
        record_destroy(record);
        setup_finish(&setup);
        buffer_finish(&body);
    }
}

/* Before a signature a short paragraph goes to the next page as a whole: its heading goes with it. */
static void test_heading_before_the_end(void **state)
{
    (void)state;
    for (int lines = 1; lines < 24; lines++) {
        struct buffer body = {0};
        for (int i = 0; i < lines; i++)
            buffer_text(&body, "现将有关情况公告如下。\n");
        buffer_text(&body, "五、咨询\n现场办公室：站前街26号站前社区一楼，电话0000-555 0110，工作日末。\n"
                           "某县人民政府\n2026年3月9日\n");
        struct record *record = new_record(KIND_DOCUMENT, "公告", body.data, FORMAT_TEXT);
        record->doc_no = take_copy("某政征〔2026〕9号");
        struct setup setup;
        setup_init(&setup, 1920, 1080);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        size_t heading = SIZE_MAX, begin = SIZE_MAX;
        for (size_t p = 0; p < book->pages; p++)
            for (size_t l = 0; l < book->page[p].lines; l++) {
                heading = strstr(book->page[p].line[l], "五、咨询") != NULL ? p : heading;
                begin = strstr(book->page[p].line[l], "现场办公室") != NULL ? p : begin;
            }
        assert_true(heading < book->pages);
        assert_int_equal(heading, begin);
        book_destroy(book);
        record_destroy(record);
        setup_finish(&setup);
        buffer_finish(&body);
    }
}

static void test_attachments(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct record *record =
        new_record(KIND_DOCUMENT, "关于某事的公告", "正文，见附件征收范围图。", FORMAT_TEXT);
    record->attachment = take_zeroed(2, sizeof *record->attachment);
    record->attachments = 2;
    record->attachment[0].name = take_copy("征收范围图");
    record->attachment[1].name = take_copy("补偿标准表");
    struct book *book = book_compose(&setup.sheet, record, NULL);
    char *text = take_drawn(&book->page[book->pages - 1]);
    assert_non_null(strstr(text, "附件1"));
    assert_non_null(strstr(text, "补偿标准表"));
    assert_null(strstr(text, "附件2")); /* the first is named in the text already */
    free(text);
    book_destroy(book);
    record_destroy(record);
    setup_finish(&setup);
}

static void test_without_a_body(void **state)
{
    (void)state;
    for (size_t s = 0; s < SCREEN_SIZES; s++)
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            struct setup setup;
            setup_init(&setup, screen_sizes[s][0], screen_sizes[s][1]);
            struct record *record = new_record((enum kind)kind, "题目", NULL, FORMAT_TEXT);
            struct book *book = book_compose(&setup.sheet, record, NULL);
            assert_true(book->pages >= 1);
            book_destroy(book);
            record_destroy(record);
            setup_finish(&setup);
        }
}

static instant at_noon(int year, int month, int day)
{
    return instant_from_date(date_from_civil(year, month, day), 480) + 43200;
}

static bool book_draws(const struct book *book, const char *text)
{
    struct buffer drawn = {0};
    for (size_t p = 0; p < book->pages; p++)
        add_drawn(&drawn, &book->page[p].draw);
    bool found = drawn.size > 0 && strstr(drawn.data, text) != NULL;
    buffer_finish(&drawn);
    return found;
}

/* The rights a decision leaves stand beside or below it with their ends, as words of the interface; amber in the last
   week alone; over only when the last day is over. */
static void test_rights(void **state)
{
    (void)state;
    static const struct {
        int year, month, day; /* today; announced on 22 October 2026 */
        bool amber;
        const char *says, *not_says;
    } cases[] = {
        {2026, 10, 22, false, "还剩60天", "期限已过"},
        {2026, 12, 13, false, "12月21日（星期一）截止", "期限已过"},
        {2026, 12, 14, true, "12月21日（星期一）截止", "期限已过"},
        {2026, 12, 16, true, "2027年4月22日星期四截止", "期限已过"},
        {2026, 12, 21, true, "最后一天", "期限已过"},
        {2026, 12, 22, false, "期限已过", "还剩0"},
        {2027, 4, 22, true, "最后一天", "还剩0"},
        {2027, 4, 23, false, "可能顺延", "最后一天"},
    };
    static const int sizes[][2] = {{1920, 1080}, {1080, 1920}, {1024, 768}, {320, 160}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            struct setup setup;
            setup_init(&setup, sizes[s][0], sizes[s][1]);
            setup.sheet.zone_minutes = 480;
            setup.sheet.now = at_noon(cases[i].year, cases[i].month, cases[i].day);
            struct record *record =
                new_record(KIND_DOCUMENT, "房屋征收决定的公告", "县人民政府决定征收。", FORMAT_TEXT);
            record->doc_no = take_copy("某政征〔2026〕3号");
            record->published_at = at_noon(2026, 10, 22) + 11 * 3600; /* 23:00 there, the same day */
            struct book *book = book_compose(&setup.sheet, record, NULL);
            struct buffer told = {0}, says = {0}, drawn = {0};
            bool amber = false;
            for (size_t p = 0; p < book->pages; p++) {
                check_page(&setup.sheet, &book->page[p]);
                struct buffer text = {0};
                add_drawn(&text, &book->page[p].draw);
                if (text.size > 0)
                    add_dense(&drawn, text.data);
                buffer_finish(&text);
                amber =
                    amber || draws_colour(&book->page[p], sizes[s][1] == 160 ? COLOUR_LED_DUE : COLOUR_DUE);
            }
            add_dense(&says, cases[i].says);
            /* The rail draws the figure before its word: the order of reading is the eye's, not the list's. */
            bool figure = strncmp(cases[i].says, "还剩", strlen("还剩")) == 0;
            if (strstr(drawn.data, figure && sizes[s][1] != 160 ? "60" : says.data) == NULL)
                fail_msg("%dx%d, %d-%d: %s is not in %s", sizes[s][0], sizes[s][1], cases[i].month,
                         cases[i].day, says.data, drawn.data);
            assert_null(strstr(drawn.data, cases[i].not_says));
            assert_non_null(strstr(drawn.data, "公告之日"));
            assert_int_equal(amber, cases[i].amber);
            add_lines(&told, book);
            assert_string_equal(told.data, "县人民政府决定征收。");
            buffer_finish(&drawn);
            buffer_finish(&says);
            buffer_finish(&told);
            book_destroy(book);
            record_destroy(record);
            setup_finish(&setup);
        }
    }
}

/* On no screen, in no face are a decision's rights missing; other documents carry none, a valuation no count. */
static void test_rights_everywhere(void **state)
{
    (void)state;
    static const struct {
        const char *catalogue;
        bool rights;
    } cases[] = {{"D14", true}, {"D16", true}, {"D26", true}, {"D15", false}, {"D20", false}};
    char *body = take_body(12);
    for (size_t s = 0; s < SCREEN_SIZES; s++)
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
            for (int face = 0; face < 3; face++) {
                struct setup setup;
                setup_init(&setup, screen_sizes[s][0], screen_sizes[s][1]);
                setup.sheet.korean = face == 2;
                struct record *record =
                    new_record(KIND_DOCUMENT, "关于某事的公告", face == 1 ? body : "正文。", FORMAT_MARKDOWN);
                memcpy(record->catalogue, cases[i].catalogue, 4);
                record->doc_no = take_copy("某政征〔2026〕3号");
                record->url = take_copy("https://example.gov.cn/3");
                if (face == 2) {
                    record->text[LANG_KO].title = take_copy("어떤 일에 관한 공고");
                    record->text[LANG_KO].body = take_copy("본문이다.");
                }
                struct book *book = book_compose(&setup.sheet, record, NULL);
                if (book_draws(book, "行政复议") != cases[i].rights)
                    fail_msg("%s at %dx%d, face %d", cases[i].catalogue, screen_sizes[s][0],
                             screen_sizes[s][1], face);
                for (size_t p = 0; p < book->pages; p++)
                    check_page(&setup.sheet, &book->page[p]);
                book_destroy(book);
                record_destroy(record);
                setup_finish(&setup);
            }
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_text_on_all_sizes),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_rights_everywhere),
        cmocka_unit_test(test_choice_of_face),
        cmocka_unit_test(test_outline_is_readable),
        cmocka_unit_test(test_title_stands_once),
        cmocka_unit_test(test_endless_title),
        cmocka_unit_test(test_two_languages),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_long_change),
        cmocka_unit_test(test_compare_answers),
        cmocka_unit_test(test_rows_are_whole),
        cmocka_unit_test(test_heading_before_the_end),
        cmocka_unit_test(test_attachments),
        cmocka_unit_test(test_without_a_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
