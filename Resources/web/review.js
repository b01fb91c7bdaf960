// SPDX-License-Identifier: Apache-2.0
// Puts the review on the keyboard and tells when the archive has changed. It adds to pages that work
// without it, and whatever it shows is text, never markup.
(() => {
  'use strict';

  const make = (name, attributes, text) => {
    const element = document.createElement(name);
    Object.keys(attributes).forEach((key) => element.setAttribute(key, attributes[key]));
    if (text) element.textContent = text;
    return element;
  };

  const links = Array.from(document.querySelectorAll('.inbox tbody .what a'));
  const form = document.getElementById('verdict');
  const verdictKeys = { a: 'accept', d: 'dismiss', e: 'escalate', r: 'reopen' };

  // Scope and time belong to accepting alone.
  const exception = form ? form.querySelector('.exception') : null;
  const settle = () => {
    const chosen = form.querySelector('input[name="verdict"]:checked');
    exception.disabled = chosen !== null && chosen.value !== 'accept';
  };
  const choose = (verdict) => {
    const radio = form ? form.querySelector('input[name="verdict"][value="' + verdict + '"]') : null;
    if (!radio) return;
    radio.checked = true;
    settle();
    form.scrollIntoView({ block: 'nearest' });
    document.getElementById('note').focus();
  };
  if (form) {
    form.addEventListener('change', settle);
    settle();
    // The inbox leads here with what is to be said; the browser goes there itself first.
    const wanted = location.hash.slice(1);
    if (Object.values(verdictKeys).includes(wanted)) {
      history.replaceState(null, '', location.pathname);
      window.addEventListener('load', () => setTimeout(() => choose(wanted)));
    }
    document.getElementById('note').addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
  }

  // Rows are walked by the focus itself, so that Enter, screen readers and the eye agree.
  const current = () => {
    const row = document.activeElement ? document.activeElement.closest('.inbox tbody tr') : null;
    return row ? links.indexOf(row.querySelector('.what a')) : -1;
  };
  const walk = (step) => {
    if (!links.length) return;
    const place = current();
    const next = place < 0 ? (step > 0 ? 0 : links.length - 1) : place + step;
    const link = links[Math.min(Math.max(next, 0), links.length - 1)];
    link.focus();
    link.closest('tr').scrollIntoView({ block: 'nearest' });
  };

  const inbox = links.length > 0;
  const filter = document.querySelector('#filters select, #filters input:not([type="hidden"])');
  const back = document.getElementById('back');
  const rows = [];
  if (inbox) rows.push(['j', 'next alert'], ['k', 'alert before'], ['Enter', 'open it']);
  if (inbox || form) {
    rows.push(['a', 'accept'], ['d', 'dismiss'], ['e', 'escalate']);
    if (form && form.querySelector('[value="reopen"]')) rows.push(['r', 'reopen']);
  }
  if (form) rows.push(['Ctrl Enter', 'save, from the note']);
  if (filter) rows.push(['/', 'to the filter']);
  if (back) rows.push(['u', 'back to the inbox']);
  rows.push(['g i', 'inbox'], ['g m', 'matrix'], ['g r', 'runs'], ['g x', 'rules'], ['?', 'this help']);

  let help = null;
  const showHelp = () => {
    if (!help) {
      help = make('dialog', { 'aria-labelledby': 'keys_title' });
      help.append(make('h2', { id: 'keys_title' }, 'Keys'));
      const list = make('dl', { class: 'keys' });
      rows.forEach((row) => {
        const term = make('dt', {});
        row[0].split(' ').forEach((key) => term.append(make('kbd', {}, key), ' '));
        list.append(term, make('dd', {}, row[1]));
      });
      const close = make('form', { method: 'dialog' });
      close.append(make('button', {}, 'Close'));
      help.append(list, close);
      document.body.append(help);
    }
    help.showModal();
  };

  const hint = document.querySelector('.keys_hint');
  if (hint) {
    const button = make('button', { type: 'button' }, 'Keys: ?');
    button.addEventListener('click', showHelp);
    hint.append('· ', button);
  }

  const places = { i: '/', m: '/matrix', r: '/runs', x: '/rules' };
  let going = false;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const typing = event.target.closest('input:not([type="radio"]):not([type="checkbox"]), select, textarea');
    if (typing) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    if (!hint || document.querySelector('dialog[open]')) return;
    if (going) {
      going = false;
      if (places[event.key]) {
        event.preventDefault();
        location.assign(places[event.key]);
        return;
      }
    }
    const verdict = verdictKeys[event.key];
    if (event.key === 'j') walk(1);
    else if (event.key === 'k') walk(-1);
    else if (event.key === 'g') going = true;
    else if (event.key === '?') showHelp();
    else if (event.key === '/' && filter) filter.focus();
    else if (event.key === 'u' && back) location.assign(back.href);
    else if (verdict && form) choose(verdict);
    else if (verdict && verdict !== 'reopen' && current() >= 0) location.assign(links[current()].href + '#' + verdict);
    else return;
    event.preventDefault();
  });

  // The archive says when it has changed; the page says so and stays as it is.
  const live = document.getElementById('live');
  if (!document.body.dataset.live || !window.EventSource) return;
  const open = document.body.dataset.open === undefined ? null : Number(document.body.dataset.open);
  let first = null;
  let told = '';
  const tell = (text) => {
    if (text === told) return;
    told = text;
    live.replaceChildren();
    if (!text) return;
    const line = make('p', {}, text);
    const reload = make('button', { type: 'button' }, 'Reload');
    reload.addEventListener('click', () => location.reload());
    const hide = make('button', { type: 'button' }, 'Hide');
    hide.addEventListener('click', () => live.replaceChildren());
    line.append(' ', reload, hide);
    live.append(line);
  };
  const events = new EventSource('/events');
  events.addEventListener('alerts', (event) => {
    let data = null;
    try {
      data = JSON.parse(event.data);
    } catch (error) {
      return;
    }
    if (first === null) first = data.revision;
    const more = open === null ? 0 : Number(data.open) - open;
    if (more > 0) tell(more + (more === 1 ? ' new alert' : ' new alerts'));
    else if (data.revision !== first || more !== 0) tell('The archive has changed');
  });
})();
