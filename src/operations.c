/* Every operation of the extractor process: the one table, above all the layers that have some. */
#include "discover/links.h"
#include "discover/sitemap.h"
#include "extract/explain.h"
#include "extract/extract.h"
#include "extract/operation.h"
#include "extract/robots.h"
#include "strategy/generate.h"
#include "strategy/llm.h"
#include "strategy/refine.h"
#include "workflow/edge.h"

const struct operation operations[] = {
    {"extract", extract_operation},
    {"explain", explain_operation},
    {"generate", generate_operation},
    {"refine", refine_operation},
    {"condense", condense_operation},
    {"propose", propose_operation},
    {"robots", robots_operation},
    {"sitemap", sitemap_operation},
    {"links", links_operation},
    {"edge", edge_operation},
    {NULL, NULL},
};
