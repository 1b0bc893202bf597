/**
 * Live figures of something that runs: by an event stream, else by asking every two seconds. The element names both addresses;
 * what it shows is text only. At the end of a phase the page is loaded anew, because its buttons are others then.
 */
const live = document.querySelector('[data-events]');
const pollSeconds = 2;

function show({ bars, texts }) {
  for (const [name, { value, max }] of Object.entries(bars)) {
    const bar = live.querySelector(`progress[data-bar="${name}"]`);
    if (bar) Object.assign(bar, { max, value });
  }
  for (const [name, text] of Object.entries(texts)) {
    const place = live.querySelector(`[data-text="${name}"]`);
    if (place && place.textContent !== text) place.textContent = text;
  }
}

const reload = () => window.location.reload();

/** Asks once; true where the page is to be loaded anew. */
async function ask() {
  try {
    const answer = await fetch(live.dataset.poll, { headers: { accept: 'application/json' } });
    // signed out or no longer allowed: the page itself says what to do
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return true;
    const figures = answer.ok ? await answer.json() : undefined;
    if (figures && !figures.ended) show(figures);
    return figures?.ended === true;
  } catch {
    // out of reach: asked again
    return false;
  }
}

function poll() {
  setTimeout(() => {
    void ask().then((over) => (over ? reload() : poll()));
  }, pollSeconds * 1000);
}

if (live) {
  const source = new EventSource(live.dataset.events);
  source.addEventListener('figures', ({ data }) => show(JSON.parse(data)));
  source.addEventListener('say', ({ data }) => {
    const place = live.querySelector('[data-say]');
    if (place) place.textContent = JSON.parse(data);
  });
  source.addEventListener('end', () => {
    source.close();
    reload();
  });
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) poll();
  });
  window.addEventListener('pagehide', () => source.close());
}
