/* The weights of the generator by name. */
#ifndef METER_STRATEGY_WEIGHTS_H
#define METER_STRATEGY_WEIGHTS_H

enum {
#define WEIGHT(name, value) WEIGHT_INDEX_##name,
#include "strategy/weights.def"
	WEIGHT__MAX
};

/* Those of weights.def. A page may be read with others: bench/validate tries them. */
extern const double weights[WEIGHT__MAX];
extern const char *const weight_names[WEIGHT__MAX];

#define WEIGHT_OF(page, name) ((page)->weights[WEIGHT_INDEX_##name])

#endif
