// Buttons that put a text where the cursor is; without JavaScript they stay hidden and the text is copied by hand.
(() => {
  const fields = ['body', 'subject'].map((id) => document.getElementById(id)).filter(Boolean);
  let last = fields[0];
  for (const field of fields) field.addEventListener('focus', () => (last = field));
  for (const button of document.querySelectorAll('button[data-insert]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, 'end');
      last.focus();
      last.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }
})();
