// What waits to be sent, kept on this device per person and draft until the server has it.
import { createStore, del, delMany, entries, keys, set } from "idb-keyval";
import { person } from "./page.js";

let store;
const shelf = () => (store ??= createStore("slipway-drafts", "fields"));
const key = (draft, name) => `${person}/${draft}/${name}`;

/** Private windows may refuse storage: then the text lives in the page only. */
const quietly = async (work) => {
  try {
    return await work();
  } catch {
    return undefined;
  }
};

/** Whether it is kept, once it is. */
export const keep = async (draft, name, value, version) =>
  (await quietly(() => set(key(draft, name), { value, version }, shelf()).then(() => true))) ?? false;
export const drop = (draft, name) => quietly(() => del(key(draft, name), shelf()));

const mine = async () => ((await quietly(() => keys(shelf()))) ?? []).filter((name) => name.startsWith(`${person}/`));

/** How many answers of this person are on this device alone. */
export const left = async () => (await mine()).length;

/** Takes away what is this person's; what another kept here stays theirs. */
export const forget = async () => quietly(async () => delMany(await mine(), shelf()));

export async function kept(draft) {
  const prefix = key(draft, "");
  const all = (await quietly(() => entries(shelf()))) ?? [];
  return all.filter(([name]) => name.startsWith(prefix)).map(([name, entry]) => ({ name: name.slice(prefix.length), ...entry }));
}
