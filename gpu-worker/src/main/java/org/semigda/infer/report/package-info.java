/**
 * What an evaluation leaves for people: {@code scores.csv}, {@code scores.json} and {@code report.html}, one file that asks no
 * other for anything. {@link org.semigda.infer.report.SetEvaluation} scores a set with both kinds of weights and
 * draws its best and worst cases; {@link org.semigda.infer.report.Report} writes the files.
 */
@NullMarked
package org.semigda.infer.report;

import org.jspecify.annotations.NullMarked;
