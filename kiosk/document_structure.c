/* The structure that Chinese official documents carry in their words (GB/T 9704-2012 §7.3: 一、（一）1.（1）,
   addressee with a colon, signature and date at the end). Recognised conservatively: what is not sure stays a
   paragraph, and no character is ever added or taken. */
#include "document_build.h"

#include "contract/buffer.h"
#include "text_break.h"

#include <string.h>
#include <uchar.h>

#define HEADING_MOST 30     /* characters: one line of an official page has 28 */
#define TITLE_MOST 80       /* characters: three lines of a title */
#define ADDRESSEE_WITHIN 12 /* blocks from the beginning */
#define NOTE_MOST 60        /* characters of a line under the title */
#define SIGNATURE_WITHIN 8  /* blocks from the end: notes and annexes may follow the date */
#define SIGNATURES_MOST 16  /* bodies that issue together */
#define SIGNATURE_MOST 40   /* characters of an issuing body's name */

static bool is_in(const char32_t *set, uint32_t c)
{
    for (; *set != 0; set++)
        if (*set == c)
            return true;
    return false;
}

bool is_sentence_end(uint32_t c)
{
    return is_in(U"。！？；.!?;", c);
}

/* Reads a text code point by code point. */
struct reader {
    const char *text;
    size_t size, at;
};

static uint32_t peek(const struct reader *r, size_t *length)
{
    uint32_t c = 0;
    *length = r->at < r->size ? text_decode(r->text + r->at, r->size - r->at, &c) : 0;
    return c;
}

/* Passes one code point of `set`. */
static bool pass(struct reader *r, const char32_t *set)
{
    size_t length;
    uint32_t c = peek(r, &length);
    if (c == 0 || !is_in(set, c))
        return false;
    r->at += length;
    return true;
}

static size_t pass_all(struct reader *r, const char32_t *set)
{
    size_t count = 0;
    while (pass(r, set))
        count++;
    return count;
}

static const char32_t digits[] = U"0123456789０１２３４５６７８９";
static const char32_t numerals[] = U"一二三四五六七八九十百零〇";
static const char32_t any_number[] = U"一二三四五六七八九十百千零〇0123456789０１２３４５６７８９";

static enum lead_type article_of(struct reader *r)
{
    bool korean = pass(r, U"제");
    if (!korean && !pass(r, U"第"))
        return LEAD_NONE;
    (void)pass_all(r, U" ");
    if (pass_all(r, any_number) == 0)
        return LEAD_NONE;
    (void)pass_all(r, U" ");
    if (pass(r, U"章编장편"))
        return LEAD_CHAPTER;
    if (pass(r, U"节절"))
        return LEAD_SECTION;
    if (!pass(r, U"条조"))
        return LEAD_NONE;
    struct reader insertion = *r; /* 第十三条之一 */
    if (pass(&insertion, U"之") && pass_all(&insertion, any_number) > 0)
        *r = insertion;
    return LEAD_ARTICLE;
}

enum lead_type lead_of(const char *text, size_t size, size_t *bytes)
{
    struct reader r = {text, size, 0};
    enum lead_type type = LEAD_NONE;
    if (pass_all(&r, numerals) > 0) {
        type = pass(&r, U"、") ? LEAD_FIRST : LEAD_NONE;
    } else if (pass(&r, U"（(")) {
        if (pass_all(&r, numerals) > 0)
            type = pass(&r, U"）)") ? LEAD_SECOND : LEAD_NONE;
        else if (pass_all(&r, digits) > 0)
            type = pass(&r, U"）)") ? LEAD_FOURTH : LEAD_NONE;
    } else {
        size_t number = pass_all(&r, digits), length;
        if (number > 0 && number <= 3 && pass(&r, U".．、"))
            type = is_in(digits, peek(&r, &length)) && length > 0 ? LEAD_NONE : LEAD_THIRD;
        else if (number == 0)
            type = article_of(&r);
    }
    *bytes = type == LEAD_NONE ? 0 : r.at;
    return type;
}

/* ---- what a paragraph looks like ------------------------------------------------------------- */

struct look {
    struct buffer text;
    enum lead_type lead;
    size_t lead_bytes;
    size_t characters;
    size_t first_sentence; /* bytes up to and with the first 。, 0 if there is none */
    bool ends;             /* with the end of a sentence or clause */
    uint32_t last;
};

static void look_at(const struct block *block, struct look *look)
{
    buffer_clear(&look->text);
    inlines_text(&block->text, &look->text);
    look->lead = LEAD_NONE;
    look->lead_bytes = look->characters = look->first_sentence = 0;
    look->last = 0;
    if (look->text.size == 0)
        return;
    look->lead = lead_of(look->text.data, look->text.size, &look->lead_bytes);
    for (size_t at = 0; at < look->text.size; look->characters++) {
        at += text_decode(look->text.data + at, look->text.size - at, &look->last);
        if (look->first_sentence == 0 && look->last == U'。')
            look->first_sentence = at;
    }
    look->ends = is_sentence_end(look->last) || look->last == U'，' || look->last == U'、';
}

static int level_of(enum lead_type lead)
{
    switch (lead) {
    case LEAD_FIRST:
    case LEAD_CHAPTER: return 1;
    case LEAD_SECOND:
    case LEAD_SECTION: return 2;
    case LEAD_THIRD: return 3;
    case LEAD_FOURTH: return 4;
    case LEAD_NONE:
    case LEAD_ARTICLE: break;
    }
    return 0;
}

/* 一、 is bold as its heading would be, 1. and 第一条 have a bold numeral. If a sentence of heading's length
   leads a longer paragraph (一、加强领导。各地要…), it is the lead-in as a whole: bold, behind （一） in Kai. */
static void mark_lead(struct block *block, const struct look *look)
{
    size_t characters = 0, bytes = look->lead_bytes;
    block->level = level_of(look->lead);
    if (look->lead == LEAD_FOURTH || look->lead == LEAD_NONE)
        return;
    if (look->lead == LEAD_SECOND)
        bytes = 0; /* without a heading of its own it is one of a list: （一）国防和外交的需要； */
    if ((look->lead == LEAD_FIRST || look->lead == LEAD_SECOND) && look->first_sentence > 0 &&
        look->first_sentence < look->text.size) {
        for (size_t at = 0; at < look->first_sentence; at++)
            characters += ((unsigned char)look->text.data[at] & 0xC0) != 0x80;
        if (characters <= HEADING_MOST)
            bytes = look->first_sentence;
    }
    inlines_lead(&block->text, bytes, look->lead != LEAD_SECOND, look->lead == LEAD_SECOND);
}

/* Level of the lead of the paragraph or heading at `i`, 0 if it has none or is something else. */
static int level_at(const struct document *document, size_t i, struct look *look)
{
    if (i >= document->count ||
        (document->block[i].type != BLOCK_PARAGRAPH && document->block[i].type != BLOCK_HEADING))
        return 0;
    look_at(&document->block[i], look);
    return level_of(look->lead);
}

/* A short numbered line is a heading if it is no sentence, or a whole one with deeper numbers below it. Lines
   of 1. and （1） that follow each other without text are a list. */
static void settle_heading(struct document *document, size_t i, struct look *look, struct look *next)
{
    struct block *block = &document->block[i];
    look_at(block, look);
    int level = level_of(look->lead), below = level_at(document, i + 1, next);
    if (look->lead == LEAD_NONE)
        return;
    bool chapter = look->lead == LEAD_CHAPTER || look->lead == LEAD_SECTION;
    bool brief = look->characters <= HEADING_MOST;
    bool sentence = look->last == U'。' && look->first_sentence == look->text.size && below > level;
    bool list = level >= 3 && (below == level || level_at(document, i - 1, next) == level);
    if (level > 0 && brief && (!look->ends || sentence) && !list) {
        block->type = BLOCK_HEADING;
        block->level = level;
        block->centred = chapter;
    } else {
        mark_lead(block, look);
    }
}

static void settle_chapter(struct block *block, struct look *look)
{
    look_at(block, look);
    block->centred = look->lead == LEAD_CHAPTER || look->lead == LEAD_SECTION;
}

/* ---- title, addressee, signature, date ------------------------------------------------------- */

static bool ends_with(const char *text, size_t bytes, const char *end)
{
    size_t size = strlen(end);
    return bytes >= size && memcmp(text + bytes - size, end, size) == 0;
}

static bool ends_with_any(const char *text, size_t bytes, const char *const *ends, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ends_with(text, bytes, ends[i]))
            return true;
    return false;
}

bool ends_like_title(const char *text, size_t bytes)
{
    static const char *const ends[] = {
        "通知",   "公告",   "通告", "决定", "方案", "条例",   "办法",         "公示",       "意见",
        "复函",   "细则",   "规定", "规则", "说明", "须知",   "标准",         "计划",       "指南",
        "告知书", "公开信", "通报", "批复", "报告", "决定书", "征求意见稿）", "征求意见稿)"};
    return ends_with_any(text, bytes, ends, sizeof ends / sizeof ends[0]);
}

static bool ends_like_body(const char *text, size_t bytes)
{
    static const char *const ends[] = {"政府", "局",   "委",   "办", "会", "厅", "院", "部", "处", "中心",
                                       "公司", "单位", "机构", "组", "室", "所", "队", "站", "府"};
    return ends_with_any(text, bytes, ends, sizeof ends / sizeof ends[0]);
}

/* 各被征收人： 延吉市、龙井市人民政府： — but not 索引号： of a table of facts. */
static bool is_addressee(const struct look *look)
{
    static const char *const ends[] = {"户",   "人",   "人员", "居民",   "群众", "业主",
                                       "同志", "朋友", "单位", "여러분", "귀하", "귀중"};
    size_t bytes = look->text.size;
    if (look->last != U'：' && look->last != U':')
        return false;
    bytes -= look->last == U':' ? 1 : 3;
    return look->first_sentence == 0 && look->lead == LEAD_NONE && look->characters > 3 &&
           (ends_like_body(look->text.data, bytes) ||
            ends_with_any(look->text.data, bytes, ends, sizeof ends / sizeof ends[0]));
}

static bool is_date(const struct look *look)
{
    static const char32_t number[] = U"0123456789０１２３４５６７８９〇○Ｏ零一二三四五六七八九十";
    struct reader r = {look->text.data, look->text.size, 0};
    static const char32_t *const parts[3] = {U"年년", U"月월", U"日일"};
    for (int i = 0; i < 3; i++) {
        size_t count = pass_all(&r, number);
        (void)pass_all(&r, U" ");
        if (count == 0 || (i == 0 && count != 4) || !pass(&r, parts[i]))
            return false;
        (void)pass_all(&r, U" ");
    }
    return r.at == r.size;
}

/* 吉建征〔2022〕4号, or 2011年1月19日国务院第141次常务会议通过, with or without brackets around it. */
static bool is_note(const struct look *look)
{
    static const char *const ends[] = {"号", "通过", "公布", "发布", "批准", "修订", "修正", "施行"};
    const char *text = look->text.data;
    size_t bytes = look->text.size;
    if (bytes == 0 || look->characters > NOTE_MOST || look->first_sentence > 0 || look->lead != LEAD_NONE)
        return false;
    if (look->last == U'）') {
        if (strncmp(text, "（", strlen("（")) != 0)
            return false;
        bytes -= strlen("）");
        text += strlen("（");
        bytes -= strlen("（");
    }
    bool dated = bytes > 4 && text[0] >= '0' && text[0] <= '9' && strncmp(text + 4, "年", strlen("年")) == 0;
    bool numbered = ends_with(text, bytes, ends[0]) && ((memmem(text, bytes, "〔", strlen("〔")) != NULL &&
                                                         memmem(text, bytes, "〕", strlen("〕")) != NULL) ||
                                                        memmem(text, bytes, "令第", strlen("令第")) != NULL);
    return numbered || (dated && ends_with_any(text, bytes, ends + 1, sizeof ends / sizeof ends[0] - 1));
}

/* 附件：… 附： 첨부: */
static bool is_annex(const struct look *look)
{
    static const char *const words[] = {"附件：", "附件:", "附：", "첨부:", "첨부：", "붙임:", "붙임："};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(look->text.data, words[i], strlen(words[i])) == 0)
            return look->first_sentence == 0;
    return false;
}

/* The lines of a list of annexes: the one that begins with 附件：, and the numbers below it. */
static void settle_annexes(struct document *document, size_t first, struct look *look)
{
    bool open = false;
    for (size_t i = first; i < document->count; i++) {
        struct block *block = &document->block[i];
        bool may = block->type == BLOCK_PARAGRAPH && block->text.count > 0;
        if (may)
            look_at(block, look);
        if (may && is_annex(look)) {
            open = true;
        } else if (may && open && look->lead == LEAD_THIRD && look->first_sentence == 0) {
            block->level = 1;
        } else {
            open = false;
            continue;
        }
        block->type = BLOCK_ANNEX;
    }
}

/* The one above the date may be any name; those above it must look like a body, or the last line of the text
   would be taken for one. */
static bool is_signature(const struct look *look, bool nearest)
{
    return look->characters >= 2 && look->characters <= SIGNATURE_MOST && look->lead == LEAD_NONE &&
           !look->ends && look->first_sentence == 0 && strpbrk(look->text.data, ":\n0123456789") == NULL &&
           strstr(look->text.data, "：") == NULL && strstr(look->text.data, "，") == NULL &&
           (nearest || ends_like_body(look->text.data, look->text.size));
}

static void settle_beginning(struct document *document, size_t first, bool seek_title, struct look *look)
{
    size_t end = first + ADDRESSEE_WITHIN < document->count ? first + ADDRESSEE_WITHIN : document->count;
    bool titled = false, noted = true; /* nothing but notes stands below the title */
    for (size_t i = first; i < end; i++) {
        struct block *block = &document->block[i];
        if (block->type != BLOCK_PARAGRAPH) {
            titled = titled || block->type == BLOCK_TITLE;
            noted = block->type == BLOCK_TITLE;
            continue;
        }
        look_at(block, look);
        if (seek_title && i == first && look->lead == LEAD_NONE && !look->ends &&
            look->characters <= TITLE_MOST && ends_like_title(look->text.data, look->text.size)) {
            block->type = BLOCK_TITLE;
            titled = true;
        } else if (titled && noted && is_note(look)) {
            block->type = BLOCK_NOTE;
        } else if (i + 1 < document->count && is_addressee(look)) {
            block->type = BLOCK_ADDRESSEE;
            return;
        } else if (look->first_sentence > 0 || look->lead != LEAD_NONE) {
            return; /* the text has begun */
        } else {
            noted = false;
        }
    }
}

static void settle_end(struct document *document, size_t first, struct look *look)
{
    size_t from = document->count > first + SIGNATURE_WITHIN ? document->count - SIGNATURE_WITHIN : first;
    for (size_t i = document->count; i-- > from;) {
        if (document->block[i].type != BLOCK_PARAGRAPH)
            continue;
        look_at(&document->block[i], look);
        if (!is_date(look))
            continue;
        size_t signatures = 0; /* bodies that issue together sign one below another */
        while (signatures < SIGNATURES_MOST && i > first + signatures + 1 &&
               document->block[i - 1 - signatures].type == BLOCK_PARAGRAPH) {
            look_at(&document->block[i - 1 - signatures], look);
            if (!is_signature(look, signatures == 0))
                break;
            document->block[i - 1 - signatures].type = BLOCK_SIGNATURE;
            signatures++;
        }
        if (signatures > 0 || (i + 1 == document->count && i > first + 1))
            document->block[i].type = BLOCK_DATE;
        return;
    }
}

void document_structure(struct document *document, size_t first, bool seek_title)
{
    struct look look = {0}, next = {0};
    settle_beginning(document, first, seek_title, &look);
    settle_annexes(document, first, &look);
    settle_end(document, first, &look);
    for (size_t i = first; i < document->count; i++) {
        if (document->block[i].type == BLOCK_PARAGRAPH)
            settle_heading(document, i, &look, &next);
        else if (document->block[i].type == BLOCK_HEADING) /* the format's own: ## 第一章 */
            settle_chapter(&document->block[i], &look);
    }
    buffer_finish(&look.text);
    buffer_finish(&next.text);
}
