"""What is handed out of a report: captions, documents, bundles that anybody opens and verifies."""
