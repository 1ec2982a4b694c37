/* Wake-ups: heard by who listens, harmless to everybody else. */
#include "queue/wake.h"

#include "tap.h"

#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	char folder[] = "/tmp/meter-wake-XXXXXX", path[64], stale[64];
	int fd, status;
	pid_t child;

	ok(mkdtemp(folder) != NULL, "a folder");
	wake_send(folder);
	ok(1, "nobody is there to be woken");
	child = fork();
	if (child == 0) /* leaves its socket behind, as when killed */
		_exit(wake_listen(folder) >= 0 ? 0 : 1);
	ok(waitpid(child, &status, 0) == child && status == 0, "one that listened has died");
	snprintf(stale, sizeof stale, "%s/cron-%d.wake", folder, (int)child);
	ok(access(stale, F_OK) == 0, "and left its socket");
	fd = wake_listen(folder);
	ok(fd >= 0, "another one listens");
	ok(access(stale, F_OK) != 0, "and tidies up");
	ok(!wake_read(fd), "nothing has come");
	wake_send(folder);
	wake_send(folder);
	ok(wake_read(fd), "two wake-ups");
	ok(!wake_read(fd), "are read as one");
	for (int i = 0; i < 2000; i++)
		wake_send(folder);
	ok(wake_read(fd), "a flood is no harm");
	snprintf(path, sizeof path, "%s/cron-%d.wake", folder, (int)getpid());
	wake_close(folder, fd);
	ok(access(path, F_OK) != 0, "it leaves nothing behind");
	ok(wake_listen("/nowhere") < 0, "a folder that is not there is told");
	rmdir(folder);
	return done();
}
