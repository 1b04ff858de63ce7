/// The shipped program as a service: what it does to servers, how it takes change, and how it answers bad input.
@NullMarked
package dev.howdah.it.service;

import org.jspecify.annotations.NullMarked;
