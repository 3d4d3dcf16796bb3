// What the page carries: see columns.py and packing.py for how it is written.

/** The head (JSON) and the parts (bytes) of a packed script element. */
async function unpack(id) {
  const node = document.getElementById(id);
  const raw = fromBase64(node.textContent);
  node.remove();
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const part = (name) => {
    const [at, size] = head.parts[name];
    return bytes.subarray(4 + length + at, 4 + length + at + size);
  };
  return { head, part };
}

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** A column of whole numbers: its first byte tells how wide they are. */
function column(bytes) {
  const Kind = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[bytes[0]];
  return new Kind(bytes.slice(1).buffer);
}

/** All but the sentences: the head, and each table as an object of columns. */
async function loadFigures() {
  const { head, part } = await unpack("figures-data");
  for (const name of Object.keys(head.parts)) {
    const [table, field] = name.split(".");
    (head[table] ??= {})[field] = column(part(name));
  }
  return head;
}

/** The sentences, by place; each is put together when it is asked for. */
class Texts {
  #tokens; #gaps; #data; #starts;

  static async load() {
    const { head, part } = await unpack("texts-data");
    return new Texts(head.tokens, new Set(head.gaps), part("texts"));
  }

  constructor(tokens, gaps, data) {
    this.#tokens = tokens;
    this.#gaps = gaps;
    this.#data = data;
    const starts = [0];
    for (let at = 0; at < data.length; ) {
      const byte = data[at];
      at += byte === 255 ? 4 : byte >= PACKED_ONE_BYTE ? 2 : 1;
      if (byte === 0) starts.push(at);
    }
    this.#starts = starts;
  }

  at(place) {
    const data = this.#data;
    let text = "", afterWord = false;
    for (let at = this.#starts[place]; data[at] !== 0; ) {
      let rank = data[at++];
      if (rank === 255) {
        rank = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
        at += 3;
      } else if (rank >= PACKED_ONE_BYTE) {
        rank = PACKED_ONE_BYTE + (rank - PACKED_ONE_BYTE) * 256 + data[at++];
      }
      const word = !this.#gaps.has(rank);
      text += (word && afterWord ? " " : "") + this.#tokens[rank - 1];
      afterWord = word;
    }
    return text;
  }
}
