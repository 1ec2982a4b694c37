/* weights.def as arrays. */
#include "strategy/weights.h"

const double weights[WEIGHT__MAX] = {
#define WEIGHT(name, value) value,
#include "strategy/weights.def"
};

const char *const weight_names[WEIGHT__MAX] = {
#define WEIGHT(name, value) #name,
#include "strategy/weights.def"
};
