/* The model for this worker's generations. */
#ifndef METER_API_LLM_H
#define METER_API_LLM_H

#include "api/api.h"
#include "job/llm.h"

/* As the worker's configuration says; NULL when that names none. malloc, freed by llm_free. */
struct llm *api_llm_new(struct api *api);

#endif
