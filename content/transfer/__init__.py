"""The brand's own part of a site in one file: written by `export_site`, read by `import_site`.

What stands in the file is told in docs/transfer.md. It names nothing by the numbers of one database: products
and topics by slug, pages by translation key and language, pictures and documents by the hash of their bytes.
"""

FORMAT, VERSION = "alongside-site", 1
