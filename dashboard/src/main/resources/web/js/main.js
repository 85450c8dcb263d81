// Starts the page: the frame, which loads what the address names.
import './shared/app-shell.js';
