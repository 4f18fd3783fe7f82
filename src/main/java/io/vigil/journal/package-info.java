/** The journal: what is stored, in which bytes, and how it is read again. */
@org.jspecify.annotations.NullMarked
package io.vigil.journal;
