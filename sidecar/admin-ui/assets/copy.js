// Buttons that copy a text of the page; without JavaScript they stay hidden and the text is selected by hand.
(() => {
  const said = document.getElementById('copied');

  function select(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  async function copy(button) {
    const parts = button.dataset.copy.split(' ').map((id) => document.getElementById(id));
    const text = parts.map((part) => part.textContent).join('\n');
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = button.dataset.copied;
    } catch {
      // no secure address, or not allowed: what is selected is copied by the keyboard
      select(parts.at(-1));
      said.textContent = said.dataset.byHand;
    }
  }

  for (const button of document.querySelectorAll('button[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => void copy(button));
  }
})();
