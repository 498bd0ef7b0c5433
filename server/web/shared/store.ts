// SPDX-License-Identifier: Apache-2.0
// What a page keeps: one table of names and values in IndexedDB, which unlike localStorage holds a
// key that nobody can read.

const TABLE = "kept";

function promised<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  if (!opened) {
    const request = indexedDB.open("tongxing", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    opened = promised(request).then((db) => {
      const forget = () => (opened = null);
      db.onclose = forget; // the browser took the storage away
      db.onversionchange = () => (db.close(), forget()); // another tab wants a newer form
      return db;
    });
    opened.catch(() => (opened = null));
  }
  return opened;
}

/** Several in one go, in their order; undefined: nothing of that name. */
export async function keptAll(...names: string[]): Promise<unknown[]> {
  const table = (await open()).transaction(TABLE).objectStore(TABLE);
  return Promise.all(names.map((name) => promised(table.get(name))));
}

export async function kept<T>(name: string): Promise<T | undefined> {
  return (await keptAll(name))[0] as T | undefined;
}

/** Several at once, all or none; what is undefined is forgotten. On the disk when it resolves. */
export async function keepAll(values: Record<string, unknown>): Promise<void> {
  const db = await open();
  const transaction = db.transaction(TABLE, "readwrite");
  const table = transaction.objectStore(TABLE);
  for (const name of Object.keys(values))
    if (values[name] === undefined) table.delete(name);
    else table.put(values[name], name);
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** Only where there is none of that name yet; false: another tab was first. */
export async function keepFirst(name: string, value: unknown): Promise<boolean> {
  const db = await open();
  const table = db.transaction(TABLE, "readwrite").objectStore(TABLE);
  return promised(table.add(value, name)).then(() => true, (error: DOMException) => {
    if (error.name === "ConstraintError") return false;
    throw error;
  });
}

export const keep = (name: string, value: unknown): Promise<void> => keepAll({ [name]: value });

export async function forgetAll(): Promise<void> {
  const db = await open();
  const transaction = db.transaction(TABLE, "readwrite");
  await promised(transaction.objectStore(TABLE).clear());
}
