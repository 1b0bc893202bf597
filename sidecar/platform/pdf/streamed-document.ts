import PDFDocument from 'pdfkit';

type Reference = { data: unknown; buffer: readonly unknown[]; end(): void };
type Tree = { get(key: number): unknown; add(key: number, value: unknown): void };
type Inside = {
  page: { structParentTreeKey: number } | null;
  structChildren: unknown[];
  getStructParentTree(): Tree;
  ref(data: unknown): Reference;
  _refEnd(reference: Reference): void;
};

const nothing: readonly unknown[] = [];
/** All that is asked of a written object besides its number: a part of the structure whether it has a parent. */
const written = { P: true };

/**
 * A document whose finished pages leave memory. pdfkit keeps every object that it has written, with its contents, until the file
 * ends, although from then on it only names them; ten thousand tagged pages would be a hundred megabytes.
 */
export class StreamedDocument extends PDFDocument {
  private ending = false;

  /** Called by pdfkit when an object has been written. */
  _refEnd(reference: Reference): void {
    (PDFDocument.prototype as unknown as Inside)._refEnd.call(this, reference);
    // the last objects refer to each other by content
    if (this.ending) return;
    reference.data = written;
    reference.buffer = nothing;
  }

  /** Writes what of the current page's structure would be written at the end; nothing may be added to the page from now on. */
  forgetPage(): void {
    const inside = this as unknown as Inside;
    if (!inside.page) return;
    const tree = inside.getStructParentTree();
    const key = inside.page.structParentTreeKey;
    const parents = inside.ref(tree.get(key));
    parents.end();
    tree.add(key, parents);
    inside.structChildren = [];
  }

  override end(): void {
    this.ending = true;
    super.end();
  }
}
