#!/usr/bin/env -S node --
// The two dashes keep Node from taking --env-file, an option of ours, for its own.
import '../dist/bundle/main.js';
