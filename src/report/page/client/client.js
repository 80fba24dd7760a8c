/**
 * What the report does beyond being read: filters that are kept in the URL, arrow keys in the pictures, and folded
 * parts that open when they are linked to or printed. Stands in the page as it is written here.
 */
(() => {
  const form = document.querySelector('#filters');
  if (!(form instanceof HTMLFormElement)) return;
  const names = ['api', 'flow', 'level', 'verdict', 'text'].filter((name) => form.elements.namedItem(name) !== null);
  const listed = [...document.querySelectorAll('.finding, .requirements tbody tr')]
    .filter((element) => element instanceof HTMLElement)
    .map((element) => ({ element, text: '' }));

  /** @param {string} name */
  const field = (name) => /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));

  /** @param {HTMLElement} element @param {string} name */
  const matches = (element, name) => {
    const wanted = field(name).value;
    return wanted === '' || (element.dataset[name] ?? '').split(' ').includes(wanted);
  };

  const apply = () => {
    const words = field('text').value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const each of listed) {
      if (words.length > 0 && each.text === '') each.text = each.element.textContent.toLowerCase();
      each.element.hidden = !(
        names.every((name) => name === 'text' || matches(each.element, name)) &&
        words.every((word) => each.text.includes(word))
      );
    }
    const isNarrowed = names.some((name) => field(name).value !== '');
    for (const table of document.querySelectorAll('.requirements')) {
      const isEmpty = table.querySelector('tbody tr:not([hidden])') === null;
      table.toggleAttribute('hidden', isEmpty);
      const folded = table.closest('details');
      folded?.toggleAttribute('hidden', isEmpty);
      if (folded !== null && isNarrowed) folded.open = true;
    }
    const findings = count('.finding');
    const requirements = count('.requirements tbody tr');
    note('#findings', findings);
    note('#requirements', requirements);
    const output = form.querySelector('output');
    if (output !== null)
      output.textContent = `${requirements.shown} of ${requirements.all} requirements, ${findings.shown} of ${findings.all} findings`;
  };

  /** @param {string} selector */
  const count = (selector) => {
    const own = listed.filter(({ element }) => element.matches(selector));
    return { all: own.length, shown: own.filter(({ element }) => !element.hidden).length };
  };

  /** @param {string} section @param {{ all: number, shown: number }} counts */
  const note = (section, { all, shown }) => {
    document.querySelector(`${section} .nothing`)?.toggleAttribute('hidden', all === 0 || shown > 0);
  };

  const remember = () => {
    const view = new URLSearchParams();
    for (const name of names) if (field(name).value !== '') view.set(name, field(name).value);
    // A fragment, because a page from disk may change nothing else of its URL.
    const text = view.toString();
    history.replaceState(null, '', text === '' ? location.href.split('#')[0] : `#?${text}`);
  };

  /** Shows the view of the URL, or the place that it names. */
  const follow = () => {
    if (location.hash.startsWith('#?')) {
      const view = new URLSearchParams(location.hash.slice(2));
      for (const name of names) field(name).value = view.get(name) ?? '';
      apply();
      if (location.hash.length > 2) jump(form);
      return;
    }
    const target = document.getElementById(decoded(location.hash.slice(1)));
    if (target === null || target === document.body) return;
    if (target.closest('[hidden]') !== null) {
      for (const name of names) field(name).value = '';
      apply();
    }
    for (let each = target.parentElement; each !== null; each = each.parentElement)
      if (each instanceof HTMLDetailsElement) each.open = true;
    jump(target);
    if (target.hasAttribute('tabindex')) target.focus({ preventScroll: true });
  };

  /** Goes to a place; what lies before it is laid out first, so that it does not move. @param {HTMLElement} target */
  const jump = (target) => {
    form.parentElement?.classList.add('settled');
    target.scrollIntoView();
  };

  /** @param {string} text */
  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  /** One stop of the Tab key for each picture; arrow keys go on from there. */
  const rove = () => {
    for (const picture of document.querySelectorAll('table.picture')) {
      const cells = [...picture.querySelectorAll('a.cell')].filter((cell) => cell instanceof HTMLElement);
      cells.forEach((cell, index) => (cell.tabIndex = index === 0 ? 0 : -1));
      picture.addEventListener('keydown', (event) => {
        if (!(event instanceof KeyboardEvent) || event.altKey || event.ctrlKey || event.metaKey) return;
        const at = cells.findIndex((cell) => cell === event.target);
        const next = at === -1 ? undefined : cells[goal(event.key, cells, at)];
        if (next === undefined) return;
        event.preventDefault();
        for (const cell of cells) cell.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
      });
    }
  };

  /** @param {string} key @param {HTMLElement[]} cells @param {number} at @returns {number} -1 for another key */
  const goal = (key, cells, at) => {
    const group = cells[at]?.parentElement;
    const last = cells.length - 1;
    if (key === 'ArrowRight') return Math.min(at + 1, last);
    if (key === 'ArrowLeft') return Math.max(at - 1, 0);
    if (key === 'Home') return 0;
    if (key === 'End') return last;
    if (key === 'ArrowDown') {
      const next = cells.findIndex((cell, index) => index > at && cell.parentElement !== group);
      return next === -1 ? last : next;
    }
    if (key !== 'ArrowUp') return -1;
    const before = cells.slice(0, at).findLast((cell) => cell.parentElement !== group)?.parentElement;
    return before === undefined ? 0 : cells.findIndex((cell) => cell.parentElement === before);
  };

  /** Whatever is jumped to stands below the filters while they stay in view. */
  const makeRoom = () => {
    const covered = getComputedStyle(form).position === 'sticky' ? form.offsetHeight : 0;
    document.documentElement.style.scrollPaddingTop = `${covered + 16}px`;
  };

  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener('beforeprint', () => {
    const all = document.querySelector('#print-all');
    if (!(all instanceof HTMLInputElement) || !all.checked) return;
    opened = [...document.querySelectorAll('details:not([open])')].filter((each) => each instanceof HTMLDetailsElement);
    for (const each of opened) each.open = true;
  });
  addEventListener('afterprint', () => {
    for (const each of opened) each.open = false;
    opened = [];
  });

  form.hidden = false;
  makeRoom();
  new ResizeObserver(makeRoom).observe(form);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => {
    apply();
    remember();
  });
  form.addEventListener('reset', () => {
    // The fields are empty only after the event.
    setTimeout(() => {
      apply();
      remember();
    });
  });
  addEventListener('hashchange', follow);
  rove();
  apply();
  follow();
})();
