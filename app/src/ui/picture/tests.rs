//! What must hold for every drawing.
