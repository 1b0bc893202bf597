/** What a test mail shows, in the network's words where no area is named; subject and body are null where it is the text that counts. */
export type TextSampleTable = {
  id: string;
  area_id: string | null;
  kind: string;
  subject: string | null;
  body: string | null;
  created_at: Date;
};

declare module '../platform/db.ts' {
  interface Database {
    text_sample: TextSampleTable;
  }
}
