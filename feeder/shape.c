#include "shape.h"

#include <string.h>
#include <strings.h>

void shape_init(struct shape *shape)
{
    *shape = (struct shape){0};
}

void shape_see(struct shape *shape, const char *view, const char *column, bool fold_case)
{
    int (*compare)(const char *, const char *) = fold_case ? strcasecmp : strcmp;
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        if (compare(views[v].name, view) != 0)
            continue;
        ENSURE(views[v].columns <= SHAPE_COLUMNS);
        shape->view[v] = true;
        for (size_t c = 0; c < views[v].columns; c++)
            if (compare(views[v].column[c].name, column) == 0)
                shape->column[v][c] = true;
    }
}

/* Without these there is nothing to show, or no way to take it down again. */
static bool is_needed(size_t view)
{
    return view == VIEW_PROJECT || view == VIEW_ITEM || view == VIEW_ITEM_TEXT || view == VIEW_WITHDRAWAL;
}

enum status shape_check(const struct shape *shape, struct problem *problem)
{
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        if (!shape->view[v] && is_needed(v))
            return problem_set(problem, STATUS_MISUSE, "missing-view",
                               "the source has no view \"%s\" (or may not read it)", views[v].name);
        if (!shape->view[v])
            continue;
        for (size_t c = 0; c < views[v].columns; c++)
            if (views[v].column[c].required && !shape->column[v][c])
                return problem_set(problem, STATUS_MISUSE, "missing-column",
                                   "the source's view \"%s\" has no column \"%s\"", views[v].name,
                                   views[v].column[c].name);
    }
    return STATUS_OK;
}

const char *shape_key(enum view_id view)
{
    return view == VIEW_PROJECT || view == VIEW_ITEM ? "id" : "item_id";
}

const char *shape_sibling(const struct shape *shape, enum view_id view)
{
    switch (view) {
    case VIEW_PROJECT: return NULL;
    case VIEW_ITEM: return "version";
    case VIEW_ITEM_TEXT: return "lang";
    case VIEW_WITHDRAWAL: return shape->column[view][view_column(view, "version")] ? "version" : NULL;
    default: return "seq";
    }
}
