// What Linear's own SDK makes of the sandbox: asked on standard input, answered on standard output.

import { text } from "node:stream/consumers";

import { LinearClient } from "@linear/sdk";
import { LinearWebhookClient } from "@linear/sdk/webhooks";

/** Its webhook handler's status for each request, and what its listeners heard. */
async function webhooks({ secret, requests }) {
  const handler = new LinearWebhookClient(secret).createHandler();
  const heard = [];
  handler.on("*", (payload) => {
    heard.push(`${payload.type} ${payload.action} ${payload.data.id}`);
  });
  const statuses = [];
  for (const { headers, body } of requests) {
    const content = Buffer.from(body, "base64");
    const request = new Request("http://gateway.test/", { method: "POST", headers, body: content });
    statuses.push((await handler(request)).status);
  }
  return { statuses, heard };
}

/** Everything that we write, written by its typed methods; answers the ids. */
async function writes({ url, key, teamId, ids }) {
  const linear = new LinearClient({ apiUrl: url, apiKey: key });
  const label = await linear.createIssueLabel({ name: "escalation", teamId });
  const labelIds = [label.issueLabelId];
  const [issueId, otherId] = ids;
  const title = "Payments fail";
  const made = await linear.createIssue({ id: issueId, teamId, title, labelIds, priority: 1 });
  await linear.createIssue({ id: otherId, teamId, title });
  await linear.updateIssue(issueId, { priority: 2, dueDate: "2026-03-04" });
  await linear.createComment({ issueId, body: "It climbed" });
  const metadata = { escalation: "zendesk-1" };
  const address = { issueId, url: "https://acme.test/1", title: "Ticket", metadata };
  const attachments = [];
  for (let repeat = 0; repeat < 2; repeat += 1) {
    attachments.push((await linear.createAttachment(address)).attachmentId);
  }
  const relatedIssueId = otherId;
  await linear.createIssueRelation({ issueId, relatedIssueId, type: "duplicate" });
  await linear.customerUpsert({ externalId: "org-7", name: "Acme", revenue: 120_000 });
  await linear.createCustomerNeed({ issueId, customerExternalId: "org-7", body: title });
  const resourceTypes = ["Issue", "Comment", "Attachment"];
  await linear.createWebhook({ url: "https://h.test", resourceTypes, allPublicTeams: true });
  await linear.deleteIssue(otherId);
  return { success: made.success, issueId: made.issueId, attachments };
}

/** The name of the error that its transport makes of each answer, and when it says to come back. */
async function errors({ url, asked }) {
  const found = [];
  for (const { key, query, variables } of asked) {
    const linear = new LinearClient({ apiUrl: url, apiKey: key });
    try {
      const answer = await linear.client.rawRequest(query, variables);
      found.push({ data: answer.data });
    } catch (error) {
      const { complexityLimit, requestsRemaining } = error;
      const errorName = error.constructor.name;
      found.push({ error: errorName, type: error.type, complexityLimit, requestsRemaining });
    }
  }
  return found;
}

const { what, ...asked } = JSON.parse(await text(process.stdin));
const answer = await { webhooks, writes, errors }[what](asked);
process.stdout.write(JSON.stringify(answer));
