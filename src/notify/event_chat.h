/* The forms of an event that people read. Internal to notify/. */
#ifndef METER_NOTIFY_EVENT_CHAT_H
#define METER_NOTIFY_EVENT_CHAT_H

#include "notify/event.h"

/* Slack's incoming webhooks: {"text", "blocks"}. */
void event_slack(struct work *w, const struct run_event *e, struct text *t);

/* Slack's Workflow Builder: one flat object of strings, for its variables. */
void event_slack_workflow(struct work *w, const struct run_event *e, struct text *t);

/* Discord: {"content", "embeds"}. */
void event_discord(struct work *w, const struct run_event *e, struct text *t);

/* The text of a mail, lines ended by CR LF; its subject. */
const char *event_email(struct work *w, const struct run_event *e, struct text *t);

#endif
