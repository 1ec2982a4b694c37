/* /api/jobs: read. jobs_create.c makes them, execute.c runs one at once. */
#include "api/api.h"
#include "api/jobs_view.h"
#include "util/id.h"

struct one_job {
	const char *id;
};

SHAPE(one_job_in, struct one_job,
      FIELD(struct one_job, id, .required = true, .check = id_check, .check_kind = ERR_INVALID,
	    .format = "uuid"));

static bool get_job(struct call *c)
{
	return reply_job(c, INPUT(c, struct one_job)->id, NULL);
}

const struct route jobs_routes[] = {
    {GET, "/api/jobs/{id}", get_job, &one_job_in, &job_out, 0, 200, "Job",
     .summary = "One job, with its results."},
    {0},
};
