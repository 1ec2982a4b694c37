/* The one intrusive list: singly linked with a tail, in order of adding. */
#ifndef METER_UTIL_LIST_H
#define METER_UTIL_LIST_H

#define LIST_HEAD(type)                                                                            \
	struct {                                                                                   \
		type *first, *last;                                                                \
	}

#define LIST_ADD(head, item)                                                                       \
	do {                                                                                       \
		if ((head)->last)                                                                  \
			(head)->last->next = (item);                                               \
		else                                                                               \
			(head)->first = (item);                                                    \
		(head)->last = (item);                                                             \
	} while (0)

#define LIST_EACH(type, item, head) for (type *item = (head)->first; item; item = item->next)

#endif
