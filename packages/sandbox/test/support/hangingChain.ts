/** Stands in for a chain that hangs while it starts: it takes the request and never answers. */
process.once('message', () => {
  for (;;);
});
