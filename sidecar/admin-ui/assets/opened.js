// Tells once that a person sees this page; what prefetches it or shows it in the background tells nothing.
(() => {
  const address = document.currentScript.dataset.opened;

  function tell() {
    if (document.visibilityState !== 'visible') return;
    document.removeEventListener('visibilitychange', tell);
    void fetch(address, { method: 'POST', keepalive: true }).catch(() => undefined);
  }

  document.addEventListener('visibilitychange', tell);
  tell();
})();
