// Small documents of our own to play in tests.

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: unknown) => ({ "application/json": { schema } });

export const errorSchema = {
  type: "object",
  required: ["code", "message"],
  properties: {
    code: { type: "string" },
    message: { type: "string" },
    field: { type: "string" },
    errors: {
      type: "array",
      items: { type: "object", properties: { field: { type: "string" }, message: { type: "string" } } },
    },
  },
};

const id = { name: "bookId", in: "path", required: true, schema: { type: "string" } };
const refused = { description: "refused", content: json(ref("Error")) };

/** Authors and their books: nesting, references, a lifecycle, paging, validation. */
export const LIBRARY = {
  openapi: "3.1.0",
  info: { title: "Library", version: "1" },
  servers: [{ url: "https://library.example/v1" }],
  security: [{ bearer: [] }],
  paths: {
    "/books": {
      get: {
        operationId: "listBooks",
        parameters: [
          { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 50, default: 5 } },
          { name: "after", in: "query", schema: { type: "string" } },
          { name: "status", in: "query", schema: { type: "string" } },
        ],
        responses: {
          "200": {
            description: "books",
            content: json({
              type: "object",
              required: ["data", "has_more", "total"],
              properties: {
                data: { type: "array", items: ref("Book") },
                has_more: { type: "boolean" },
                total: { type: "integer" },
              },
            }),
          },
          default: refused,
        },
      },
      post: {
        operationId: "createBook",
        requestBody: { required: true, content: json(ref("BookInput")) },
        responses: {
          "201": { description: "made", content: json(ref("Book")) },
          "422": refused,
          "409": refused,
        },
      },
    },
    "/books/{bookId}": {
      parameters: [id],
      get: {
        operationId: "getBook",
        responses: { "200": { description: "a book", content: json(ref("Book")) }, "404": refused },
      },
      put: {
        operationId: "putBook",
        requestBody: { content: json(ref("BookInput")) },
        responses: { "200": { description: "a book", content: json(ref("Book")) } },
      },
      patch: {
        operationId: "patchBook",
        requestBody: {
          content: json({
            type: "object",
            properties: { title: { type: "string" }, pages: { type: "integer" } },
          }),
        },
        responses: { "200": { description: "a book", content: json(ref("Book")) } },
      },
      delete: { operationId: "deleteBook", responses: { "204": { description: "gone" } } },
    },
    "/books/{bookId}/publish": {
      post: {
        operationId: "publishBook",
        parameters: [id],
        responses: { "200": { description: "a book", content: json(ref("Book")) }, "409": refused },
      },
    },
    "/authors": {
      get: {
        operationId: "listAuthors",
        responses: {
          "200": { description: "authors", content: json({ type: "array", items: ref("Author") }) },
        },
      },
      post: {
        operationId: "createAuthor",
        requestBody: {
          required: true,
          content: json({ type: "object", required: ["name"], properties: { name: { type: "string" } } }),
        },
        responses: { "201": { description: "made", content: json(ref("Author")) } },
      },
    },
    "/authors/{author_id}": {
      get: {
        operationId: "getAuthor",
        parameters: [{ name: "author_id", in: "path", required: true, schema: { type: "string" } }],
        responses: { "200": { description: "an author", content: json(ref("Author")) } },
      },
    },
    "/motd": {
      get: {
        operationId: "motd",
        security: [],
        responses: {
          "200": {
            description: "public",
            content: {
              "application/json": {
                schema: { type: "object", properties: { text: { type: "string" } } },
                example: { text: "hello" },
              },
            },
          },
        },
      },
    },
    "/page": {
      get: {
        operationId: "page",
        responses: {
          "200": {
            description: "html",
            content: {
              "text/html": { schema: { type: "string" }, example: "<script>document.title='x'</script>" },
            },
          },
        },
      },
    },
  },
  components: {
    securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    schemas: {
      Error: errorSchema,
      BookInput: {
        type: "object",
        required: ["title"],
        properties: {
          title: { type: "string", minLength: 1, maxLength: 3_000_000 },
          pages: { type: "integer", minimum: 1 },
          author_id: { type: ["string", "null"] },
          isbn: { type: ["string", "null"], pattern: "^(a+)+$|^[0-9-]+$" },
          tags: { type: "array", items: { type: "string" } },
        },
      },
      Book: {
        allOf: [
          ref("BookInput"),
          {
            type: "object",
            required: ["id", "status", "created_at", "updated_at"],
            properties: {
              id: { type: "string", readOnly: true, example: "book_8f3KqLmNpQrStUv2" },
              status: { type: "string", enum: ["draft", "published", "archived"] },
              created_at: { type: "string", format: "date-time", readOnly: true },
              updated_at: { type: "string", format: "date-time", readOnly: true },
            },
          },
        ],
      },
      Author: {
        type: "object",
        required: ["id", "name"],
        properties: {
          id: { type: "string" },
          name: { type: "string" },
          born: { type: ["string", "null"], format: "date" },
        },
      },
    },
  },
};

export const LIBRARY_BEHAVIOUR = `
key: { prefix: lib }
resources:
  book:
    lifecycle:
      field: status
      initial: draft
      transitions:
        - { action: publish, from: [draft], to: published, event: book.published }
      progress:
        - { from: published, to: archived, after: 3600000, event: book.archived }
`;
