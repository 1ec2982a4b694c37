/* Resource limits, an unprivileged user, and a seccomp filter made by libseccomp. */
#include "extract/sandbox.h"
#include "bounds.h"

#include <errno.h>
#include <grp.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define NOBODY 65534 /* of every Linux system; user and group */

#ifndef METER_SANITIZERS

static bool set_limit(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit limit;

	if (getrlimit(what, &limit) != 0)
		return false;
	if (limit.rlim_max > most)
		limit.rlim_max = most;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(what, &limit) == 0;
}

static bool set_limits(void)
{
	return set_limit(RLIMIT_AS, EXTRACT_MEMORY_MAX) &&
	       set_limit(RLIMIT_STACK, EXTRACT_STACK_MAX) && set_limit(RLIMIT_NOFILE, 8) &&
	       set_limit(RLIMIT_FSIZE, 0) && set_limit(RLIMIT_CORE, 0);
}

static bool drop_privileges(void)
{
	if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
			       setresuid(NOBODY, NOBODY, NOBODY) != 0))
		return false;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0;
}

/* No file can be opened, no process started, no memory made executable, nobody else signalled. */
static bool close_filter(void)
{
	static const int allowed[] = {
	    SCMP_SYS(read),	     SCMP_SYS(write),	     SCMP_SYS(recvmsg),
	    SCMP_SYS(close),	     SCMP_SYS(brk),	     SCMP_SYS(munmap),
	    SCMP_SYS(mremap),	     SCMP_SYS(madvise),	     SCMP_SYS(futex),
	    SCMP_SYS(clock_gettime), SCMP_SYS(getrandom),    SCMP_SYS(rt_sigreturn),
	    SCMP_SYS(getpid),	     SCMP_SYS(gettid),	     SCMP_SYS(rt_sigprocmask),
	    SCMP_SYS(exit),	     SCMP_SYS(rt_sigaction), SCMP_SYS(exit_group),
	    SCMP_SYS(sysinfo), /* glibc's qsort() asks how much memory there is */
	};
	static const struct scmp_arg_cmp not_executable = {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
	const struct scmp_arg_cmp itself = {0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int error = filter ? 0 : -ENOMEM;

	for (size_t i = 0; i < sizeof allowed / sizeof allowed[0] && error == 0; i++)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	if (error == 0)
		error = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
					       &not_executable);
	if (error == 0)
		error = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
					       &not_executable);
	if (error == 0) /* abort() */
		error =
		    seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &itself);
	if (error == 0)
		error = seccomp_load(filter);
	if (filter)
		seccomp_release(filter);
	errno = -error;
	return error == 0;
}

#endif

/* The arena aborts when malloc fails; the parent is to know that from a bug. */
static void on_abort(int signal_number)
{
	(void)signal_number;
	if (errno == ENOMEM) /* NOLINT(bugprone-signal-handler,cert-sig30-c): the thread's own */
		_exit(EXIT_MEMORY);
}

bool sandbox_enter(void)
{
	pid_t parent = getppid();

	signal(SIGABRT, on_abort); /* when it returns, abort() goes on */
	signal(SIGPIPE, SIG_IGN);
#ifndef METER_SANITIZERS
	if (!drop_privileges() || !set_limits())
		return false;
#endif
	/* After the change of user, which clears it. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return false;
	if (getppid() != parent)
		_exit(0);
#ifndef METER_SANITIZERS
	return close_filter();
#else
	return true;
#endif
}
