/* Wake-ups: a datagram that lets an idle runner on this machine look at the queue at once. It is a
 * hint that may get lost: runners look by themselves every CLAIM_IDLE_MS. */
#ifndef METER_QUEUE_WAKE_H
#define METER_QUEUE_WAKE_H

#include <stdbool.h>
#include <sys/types.h>

/* A socket in the folder, for the process and those it forks: the path is made of its number. -1
 * with errno. Takes away what killed processes left there. */
int wake_listen(const char *folder);

/* Lets processes of that user send to it, besides our own. */
void wake_give(const char *folder, uid_t user);

/* Takes the socket's file away. */
void wake_close(const char *folder, int fd);

/* Wakes who listens in the folder; nobody there is no fault. */
void wake_send(const char *folder);

/* Reads what came; true when something did. */
bool wake_read(int fd);

#endif
