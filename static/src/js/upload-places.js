// Where unfinished uploads lie on the server, kept on this device per person: the same file chosen again goes on from there.
import { drop, keep, kept } from "./draft-store.js";

const OF = "uploads";
const all = async () => (await kept(OF)).map(({ name, value }) => ({ ...value, urlStorageKey: name }));

export const places = {
  findAllUploads: all,
  findUploadsByFingerprint: async (print) => (await all()).filter(({ urlStorageKey }) => urlStorageKey === print),
  removeUpload: (print) => drop(OF, print),
  addUpload: async (print, upload) => {
    await keep(OF, print, upload);
    return print;
  },
};

/** The same for the same file at the same question, and for no other. */
export const print = async (file, { endpoint, metadata }) =>
  [endpoint, metadata.question, file.name, file.size, file.lastModified].join("|");
