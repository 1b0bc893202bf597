// Looks whether the page has something else to show by now, and goes there once: a second look would break off the way that the first
// one began. Browsers without scripts look again by themselves.
(() => {
  const { waiting, page } = document.currentScript.dataset;

  function look() {
    void fetch(waiting)
      .catch(() => undefined)
      .then((answer) => {
        if (answer && answer.status !== 204 && answer.status < 500) location.replace(page);
        else setTimeout(look, 1000);
      });
  }

  setTimeout(look, 500);
})();
