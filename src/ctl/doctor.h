/* meterctl doctor: a line for each thing that has to be right. */
#ifndef METER_CTL_DOCTOR_H
#define METER_CTL_DOCTOR_H

#include "ctl/ctl.h"

/* Prints "ok" or "problem", a tab, and a sentence; the status is CTL_FAILED when there was a
 * problem. */
int doctor(struct ctl *c);

#endif
