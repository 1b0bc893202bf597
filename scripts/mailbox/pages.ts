import { html, type Html } from './html.ts';
import type { Message } from './message.ts';

function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Mailbox</title>
<link rel="stylesheet" href="/mailbox.css">
</head>
<body>
<header><a href="/">Mailbox</a> <span>every mail sent here stays on this machine</span></header>
<main>${body}</main>
</body>
</html>`.text;
}

function time(iso: string): Html {
  const text = new Date(iso).toLocaleString('sv-SE');
  return html`<time datetime="${iso}">${text}</time>`;
}

/** The list, newest first; `to` is the recipient it is narrowed to. */
export function listPage(messages: readonly Message[], to: string | undefined): string {
  const rows = messages.map(
    (message) => html`<tr>
<td><a href="/messages/${message.id}">${message.subject || '(no subject)'}</a></td>
<td>${message.envelope.to.join(', ')}</td>
<td>${message.from}</td>
<td>${time(message.receivedAt)}</td>
</tr>`,
  );
  const nothing = to
    ? `No mail to ${to} yet.`
    : 'No mail yet. What the sidecar and Keycloak send appears here.';
  return page(
    'Inbox',
    html`<div class="bar">
<form method="get" action="/"><label>To <input type="search" name="to" value="${to ?? ''}" placeholder="name@example.com"></label> <button>Show</button></form>
<form method="post" action="/clear"><button ${messages.length === 0 ? html`disabled` : ''}>Delete all</button></form>
</div>
<h1>Inbox <small>${messages.length}</small></h1>
${
  messages.length === 0
    ? html`<p class="nothing">${nothing}</p>`
    : html`<div class="wide"><table><thead><tr><th>Subject</th><th>To</th><th>From</th><th>Received</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}`,
  );
}

/** One message: as a person sees it, its text part, its headers, its attachments. */
export function messagePage(message: Message): string {
  const seen = message.html
    ? html`<iframe title="The message" src="/messages/${message.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"></iframe>`
    : html`<p class="nothing">It has no HTML part.</p>`;
  const links = message.links.map(
    (link) => html`<li><a href="${link}" target="_blank" rel="noreferrer">${link}</a></li>`,
  );
  const attachments = message.attachments.map(
    ({ name, mimeType, content }, index) =>
      html`<li><a href="/messages/${message.id}/attachments/${index}">${name}</a> ${mimeType}, ${content.length} bytes</li>`,
  );
  const headers = message.headers.map(({ name, value }) => html`<tr><th>${name}</th><td>${value}</td></tr>`);
  return page(
    message.subject || '(no subject)',
    html`<h1>${message.subject || '(no subject)'}</h1>
<dl>
<dt>From</dt><dd>${message.from}</dd>
<dt>To</dt><dd>${message.to.join(', ')}</dd>
<dt>Delivered to</dt><dd>${message.envelope.to.join(', ')}</dd>
<dt>Received</dt><dd>${time(message.receivedAt)}</dd>
</dl>
${seen}
${attachments.length ? html`<h2>Attachments</h2><ul>${attachments}</ul>` : ''}
${links.length ? html`<h2>Links in it</h2><ul class="links">${links}</ul>` : ''}
<details ${message.html ? '' : html`open`}><summary>Text part</summary><pre>${message.text || '(none)'}</pre></details>
<details><summary>Headers</summary><div class="wide"><table class="headers"><tbody>${headers}</tbody></table></div></details>
<p><a href="/messages/${message.id}/raw">As it came (raw)</a> · <a href="/api/messages/${message.id}">JSON</a> · <a href="/">Back to the inbox</a></p>`,
  );
}

/** @param what is not here */
export function missingPage(what: string): string {
  return page('Not here', html`<h1>Not here</h1><p>${what} <a href="/">Back to the inbox</a></p>`);
}
