// Measures the page as it is laid out just now; answers each fault in words. One function, evaluated by layout.py.
() => {
  const root = document.documentElement;
  const large = root.classList.contains("large");
  const width = root.clientWidth;
  const found = [];

  const named = (each) => {
    const name = each.id ? `#${each.id}` : each.getAttribute("class") ? `.${each.getAttribute("class").trim()}` : "";
    return `<${each.tagName.toLowerCase()}${name}> ${(each.textContent || each.value || "").trim().replace(/\s+/g, " ").slice(0, 24)}`;
  };
  const say = (fault, each) => found.push(`${fault}: ${named(each)}`);
  const shown = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  // Said to screen readers only, or waiting outside the window for the focus (the skip link).
  const unseen = (each) => {
    for (let at = each; at && at !== document.body; at = at.parentElement) {
      const box = at.getBoundingClientRect();
      if (getComputedStyle(at).position === "absolute" && (box.width <= 1 || box.height <= 1 || box.right <= 0)) return true;
    }
    return false;
  };
  const scrolled = (each) => {
    for (let at = each.parentElement; at; at = at.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return at;
    return null;
  };
  const all = [...document.body.querySelectorAll("*")].filter((each) => shown(each) && !unseen(each));

  // 1.4.10: nothing but tables scrolls sideways, and those in a frame of their own.
  if (root.scrollWidth > width) {
    const wide = all.filter((each) => each.getBoundingClientRect().right > width + 1 && !scrolled(each));
    for (const each of (wide.length ? wide : [document.body]).slice(-5)) say("too wide", each);
  }

  // Text cut off by a box that hides what overflows, or standing out of its button or tag.
  for (const each of all) {
    if (["INPUT", "TEXTAREA", "SELECT", "svg"].includes(each.tagName) || each.closest("svg")) continue;
    const style = getComputedStyle(each);
    const hides = [style.overflowX, style.overflowY].some((value) => value === "hidden" || value === "clip");
    const boxed = each.matches("button, .button, .tag") && style.display !== "inline";
    if (!(hides || boxed) || !each.textContent.trim()) continue;
    if (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 2) say("cut off", each);
  }

  // Text on text.
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !shown(parent) || unseen(parent) || parent.closest("option, script, noscript")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const frame = scrolled(parent)?.getBoundingClientRect();
    for (const box of range.getClientRects()) {
      if (box.width < 2 || box.height < 2) continue;
      if (frame && (box.right > frame.right + 1 || box.left < frame.left - 1)) continue;
      texts.push({ parent, box });
    }
  }
  texts.sort((one, other) => one.box.top - other.box.top);
  texts.forEach((one, at) => {
    for (let next = at + 1; next < texts.length && texts[next].box.top < one.box.bottom; next++) {
      const other = texts[next];
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > 3 && down > 0.5 * Math.min(one.box.height, other.box.height)) say(`lies on ${named(other.parent)}`, one.parent);
    }
  });

  // 2.5.8, and 44 pixels for elders. A link in a sentence is as large as its text; one that is plain text but stands
  // alone may be smaller where nothing else is within that distance, as the criterion has it.
  const least = large ? 44 : 24;
  const controls = all.filter((each) => each.matches("a[href], button, select, textarea, summary, input:not([type=hidden])"));
  const inSentence = (each) => {
    if (each.tagName !== "A" || !getComputedStyle(each).display.startsWith("inline")) return false;
    let block = each.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const rest = [...block.childNodes].filter((node) => !(node === each || node.contains(each)));
    return rest.some((node) => (node.nodeType === 3 || !node.matches?.("a, button, form, div, ul, table, h1, h2, h3, p")) && /[\p{L}\p{N}]/u.test(node.textContent));
  };
  const boxes = controls.map((each) => {
    const label = each.matches("input[type=checkbox], input[type=radio]") && (each.closest("label") || each.labels?.[0]);
    const own = each.getBoundingClientRect();
    if (!label) return own;
    const other = label.getBoundingClientRect();
    const left = Math.min(own.left, other.left), top = Math.min(own.top, other.top);
    return new DOMRect(left, top, Math.max(own.right, other.right) - left, Math.max(own.bottom, other.bottom) - top);
  });
  controls.forEach((each, at) => {
    const box = boxes[at];
    const small = (its) => Math.min(its.width, its.height) < least - 0.5;
    const middle = (its) => [(its.left + its.right) / 2, (its.top + its.bottom) / 2];
    const [x, y] = middle(box);
    const near = (its) => {
      const [right, down] = small(its)
        ? middle(its) : [Math.max(its.left, Math.min(x, its.right)), Math.max(its.top, Math.min(y, its.bottom))];
      return Math.hypot(right - x, down - y) < (small(its) ? least : least / 2) - 0.5;
    };
    const alone = getComputedStyle(each).display === "inline" && !boxes.some((its, other) => other !== at && near(its));
    if (small(box) && !inSentence(each) && !alone)
      say(`target of ${Math.round(box.width)} × ${Math.round(box.height)}, not ${least}`, each);
    controls.slice(at + 1).forEach((other, further) => {
      const its = boxes[at + 1 + further];
      if (each.contains(other) || other.contains(each) || scrolled(each) !== scrolled(other)) return;
      const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
      const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
      // A link that wraps has no box of its own; text on text is found above.
      const text = [each, other].some((one) => getComputedStyle(one).display === "inline");
      if (across > 2 && down > 2 && !text) say(`covers ${named(other)}`, each);
    });
  });

  // Elder mode: 18 points are 24 pixels.
  if (large) {
    const said = new Set();
    for (const { parent } of texts) {
      const style = getComputedStyle(parent);
      const scale = parent instanceof SVGGraphicsElement ? parent.getScreenCTM().a : 1;
      const size = parseFloat(style.fontSize) * scale;
      const line = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
      if (size < 23.9 && !said.has(parent)) say(`text of ${size.toFixed(1)} px for elders`, parent);
      if (scale === 1 && !(parent instanceof SVGElement) && !(line >= 1.295) && !said.has(parent)) say(`lines ${line.toFixed(2)} apart for elders`, parent);
      said.add(parent);
    }
  }
  return [...new Set(found)];
}
