/* What this browser keeps of drafts. The storage may be refused, or full: then it keeps nothing, and says so. */

const KEEP = 60 * 24 * 3600 * 1000;

export function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

/* Whether the storage took it; null takes it out. */
export function store(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/* Drafts of sixty days ago; each says when it was kept. */
export function forgetTheOld() {
  try {
    const names = Array.from({ length: localStorage.length }, (_none, at) => localStorage.key(at));
    for (const name of names) {
      if (name.startsWith("draft:") && !(stored(name)?.at > Date.now() - KEEP)) store(name, null);
    }
  } catch {
    /* There is nothing to forget. */
  }
}

/* Browsers that are told to refuse cookies still call them enabled: one is tried. */
export function takesCookies() {
  document.cookie = "tried=1; SameSite=Lax; Path=/";
  const isTaken = /(^|; )tried=1/.test(document.cookie);
  document.cookie = "tried=; Max-Age=0; SameSite=Lax; Path=/";
  return isTaken;
}
