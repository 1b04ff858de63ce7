/// The generated parts of the documentation.
@NullMarked
package dev.howdah.app.docs;

import org.jspecify.annotations.NullMarked;
