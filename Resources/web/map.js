// SPDX-License-Identifier: Apache-2.0
// Lets a reader explore the maps of a report. Everything shown is read from the page itself and put
// back as text, never as markup. The file holds no less-than sign and no ampersand, so that it is the
// same in HTML and in XML.
(() => {
  'use strict';
  const svgSpace = 'http://www.w3.org/2000/svg';

  const make = (name, attributes, text) => {
    const element = document.createElement(name);
    Object.keys(attributes).forEach((key) => element.setAttribute(key, attributes[key]));
    if (text) element.textContent = text;
    return element;
  };

  // One host, count or arrow, with its evidence taken out of the title, which browsers show too.
  const partOf = (group) => {
    const title = group.querySelector('title');
    const lines = title ? title.textContent.split('\n') : [];
    if (title) title.remove();
    const words = Array.from(group.querySelectorAll('text'), (text) => text.textContent);
    return {
      group: group, lines: lines.length ? lines : words, id: group.id,
      words: lines.concat(words).join('\n').toLowerCase(),
      from: group.dataset.from, to: group.dataset.to, time: group.dataset.time,
      numbers: group.dataset.numbers, failed: group.classList.contains('failed'),
    };
  };

  const start = (svg) => {
    const nodes = Array.from(svg.querySelectorAll('g.node'), partOf);
    const arrows = Array.from(svg.querySelectorAll('g.edge'), partOf);
    if (!nodes.length) return;
    const parts = nodes.concat(arrows);
    const byID = new Map(parts.map((part) => [part.id, part]));
    // Arrows come in order of time.
    const steps = arrows.filter((arrow) => arrow.numbers);
    const labels = Array.from(svg.querySelectorAll('[data-of]'));
    let pinned = null;
    let shown = steps.length;
    let query = '';

    // What leads to a host or arrow and what follows from it, forward in time only.
    const path = (part) => {
      const keep = new Set([part]);
      const upTo = (host, place) => {
        const before = steps.slice(0, place).filter((step) => step.to === host);
        const cause = before.filter((step) => !step.failed).pop();
        if (!cause) return;
        keep.add(cause);
        upTo(cause.from, steps.indexOf(cause));
      };
      const from = (host, place) => {
        const reached = new Set([host]);
        steps.slice(place).forEach((step) => {
          if (!reached.has(step.from)) return;
          keep.add(step);
          if (!step.failed) reached.add(step.to);
        });
      };
      const place = steps.indexOf(part);
      if (place >= 0) {
        upTo(part.from, place);
        if (!part.failed) from(part.to, place + 1);
      } else if (!part.to) {
        const arrival = steps.findIndex((step) => step.failed ? false : step.to === part.id);
        if (arrival >= 0) {
          keep.add(steps[arrival]);
          upTo(steps[arrival].from, arrival);
        }
        from(part.id, arrival + 1);
        arrows.filter((arrow) => [arrow.from, arrow.to].includes(part.id))
          .filter((arrow) => !arrow.numbers).forEach((arrow) => keep.add(arrow));
      }
      Array.from(keep).filter((kept) => kept.to).forEach((arrow) => {
        keep.add(byID.get(arrow.from));
        keep.add(byID.get(arrow.to));
      });
      return keep;
    };

    // What there is at the moment the slider stands on.
    const later = () => {
      const hidden = new Set(steps.slice(shown));
      const seen = new Set();
      steps.slice(0, shown).forEach((step) => seen.add(step.from).add(step.to));
      const coming = new Set();
      steps.slice(shown).forEach((step) => coming.add(step.to));
      nodes.filter((node) => coming.has(node.id)).filter((node) => !seen.has(node.id))
        .forEach((node) => hidden.add(node));
      arrows.filter((arrow) => [arrow.from, arrow.to].some((id) => hidden.has(byID.get(id))))
        .forEach((arrow) => hidden.add(arrow));
      return hidden;
    };

    const matches = (part) => part.words.includes(query);

    const paint = () => {
      const keep = pinned ? path(pinned) : null;
      const hidden = later();
      const now = shown === steps.length ? null : steps[shown - 1];
      parts.forEach((part) => {
        const out = query ? !matches(part) : keep ? !keep.has(part) : false;
        const list = part.group.classList;
        list.toggle('dim', out);
        list.toggle('later', hidden.has(part));
        list.toggle('now', part === now);
        list.toggle('found', query ? part.to ? false : matches(part) : false);
        list.toggle('pinned', part === pinned);
        part.group.setAttribute('aria-pressed', String(part === pinned));
      });
      labels.forEach((label) => {
        const own = byID.get(label.dataset.of);
        ['dim', 'later'].forEach((name) => {
          label.classList.toggle(name, own ? own.group.classList.contains(name) : false);
        });
      });
      everything.disabled = ![pinned, query, now].some(Boolean);
    };

    const panel = make('div', { class: 'map_evidence', 'aria-live': 'polite' });
    const hint = 'Rest on a host or an arrow, or tab to it, for its evidence. Click it or press '
      + 'Enter to see the path through it, Escape to see everything again.';
    const tell = (part) => {
      panel.textContent = '';
      const lines = part ? part.lines : [hint];
      lines.slice(0, 14).forEach((line, index) => {
        panel.append(make('p', { class: part ? index ? 'more' : 'first' : 'hint' }, line));
      });
    };
    const rest = () => tell(pinned ? pinned : shown === steps.length ? null : steps[shown - 1]);

    const tools = make('div', { class: 'map_tools', role: 'group', 'aria-label': 'Explore the map' });
    const found = make('output', {});
    const search = make('input', { type: 'search', size: '18', placeholder: 'name, address or service' });
    const searchLabel = make('label', {}, 'Find ');
    searchLabel.append(search);
    tools.append(searchLabel, found);
    search.addEventListener('input', () => {
      query = search.value.trim().toLowerCase();
      const count = nodes.filter(matches).length;
      found.textContent = query ? count + ' of ' + nodes.length : '';
      paint();
    });
    search.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      const first = nodes.find(matches);
      if (!first) return;
      first.group.scrollIntoView({ block: 'center' });
      first.group.focus();
    });

    const slider = make('input', {
      type: 'range', min: '1', max: String(steps.length), value: String(steps.length), step: '1',
    });
    const clock = make('output', {});
    const play = make('button', { type: 'button' }, 'Play');
    let timer = 0;
    const stop = () => {
      clearInterval(timer);
      timer = 0;
      play.textContent = 'Play';
    };
    const show = (count) => {
      shown = count;
      const step = steps[count - 1];
      slider.value = String(count);
      const text = step.numbers + ' at ' + step.time;
      clock.textContent = count === steps.length ? 'all, to ' + text : 'up to ' + text;
      slider.setAttribute('aria-valuetext', clock.textContent);
      paint();
      rest();
    };
    slider.addEventListener('input', () => {
      stop();
      show(Number(slider.value));
    });
    play.addEventListener('click', () => {
      if (timer) return stop();
      if (shown === steps.length) show(1);
      play.textContent = 'Pause';
      timer = setInterval(() => {
        show(shown + 1);
        if (shown === steps.length) stop();
      }, 1200);
    });
    if (steps.length > 1) {
      const sliderLabel = make('label', {}, 'Replay ');
      sliderLabel.append(slider);
      tools.append(sliderLabel, play, clock);
    }

    const everything = make('button', { type: 'button' }, 'Show everything');
    const reset = () => {
      stop();
      pinned = null;
      query = '';
      search.value = '';
      found.textContent = '';
      shown = steps.length;
      if (steps.length > 1) show(steps.length);
      paint();
      rest();
    };
    everything.addEventListener('click', reset);
    tools.append(everything);

    const pin = (part) => {
      pinned = part === pinned ? null : part;
      paint();
      tell(pinned);
    };
    const partAt = (target) => {
      const group = target.closest('g.node, g.edge');
      if (group) return byID.get(group.id);
      const label = target.closest('[data-of]');
      return label ? byID.get(label.dataset.of) : null;
    };
    // The drawing is one picture to a screen reader until its parts can be reached.
    svg.setAttribute('role', 'group');
    parts.forEach((part) => {
      part.group.setAttribute('tabindex', '0');
      part.group.setAttribute('role', 'button');
      part.group.setAttribute('aria-label', part.lines[0] ? part.lines[0] : part.id);
      // Thin lines are hard to hit.
      const line = part.to ? part.group.querySelector('path') : null;
      if (!line) return;
      const wide = document.createElementNS(svgSpace, 'path');
      wide.setAttribute('class', 'reach_area');
      wide.setAttribute('d', line.getAttribute('d'));
      part.group.append(wide);
    });
    svg.addEventListener('mouseover', (event) => {
      const part = partAt(event.target);
      if (part) tell(part);
    });
    svg.addEventListener('mouseleave', rest);
    svg.addEventListener('focusin', (event) => tell(partAt(event.target)));
    svg.addEventListener('click', (event) => {
      const part = partAt(event.target);
      if (part) pin(part);
    });
    svg.addEventListener('keydown', (event) => {
      const part = partAt(event.target);
      if (!part) return;
      if (![' ', 'Enter'].includes(event.key)) return;
      event.preventDefault();
      pin(part);
    });
    const figure = svg.closest('figure');
    figure.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') reset();
    });
    figure.prepend(tools);
    svg.after(panel);
    if (steps.length > 1) show(steps.length);
    paint();
    rest();
  };

  document.querySelectorAll('svg.attack_map_sheet').forEach(start);
})();
