// Comfort for lists with a selection; without it every choice is a link or a plain checkbox.
(() => {
  const form = document.getElementById('selection');
  if (!form) return;
  const boxes = () => [
    ...document.querySelectorAll('input[type="checkbox"][form="selection"]:not(:disabled)'),
  ];
  const whole = document.getElementById('select-page');
  const count = document.getElementById('selection-count');
  if (boxes().length === 0) return;
  whole.closest('label').hidden = false;
  const link = document.getElementById('select-page-link');
  if (link) link.hidden = true;
  const show = () => {
    const picked = boxes().filter((box) => box.checked).length;
    whole.checked = picked === boxes().length;
    whole.indeterminate = picked > 0 && !whole.checked;
    count.textContent = form.dataset.count.replace('#', String(picked));
  };
  whole.addEventListener('change', () => {
    for (const box of boxes()) box.checked = whole.checked;
    show();
  });
  document.addEventListener('change', (event) => boxes().includes(event.target) && show());
  // Firefox and the back button bring ticks back that the page was not sent with.
  addEventListener('pageshow', show);
})();
// A menu closes by Escape or a press elsewhere, as menus do.
document.addEventListener('keydown', (event) => {
  const open = event.key === 'Escape' && document.querySelector('details.einlass-menu[open]');
  if (!open) return;
  open.open = false;
  open.querySelector('summary').focus();
});
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.einlass-menu[open]'))
    if (!menu.contains(event.target)) menu.open = false;
});
