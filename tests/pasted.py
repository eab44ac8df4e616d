"""What word processors lay on the clipboard: as they write it, with styles, classes and tags of their own."""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal{margin:0cm} --></style></head>
<body lang=EN-GB><!--StartFragment-->
<h1 style='margin-top:24.0pt'><span style='font-family:Calibri'>Better water<o:p></o:p></span></h1>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'><span
style='font-size:14.0pt;color:#C00000'>Soft</span></b> water<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if
!supportLists]><span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;
</span></span><![endif]>Boil<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>2.&nbsp;</span>Cool</p><!--EndFragment--></body></html>"""
DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1f">
<p dir="ltr" style="line-height:1.38"><span
style="font-weight:700;font-style:italic">Kept</span><span style="color:#000"> cold</span></p>
<ul><li dir="ltr" style="list-style-type:disc" aria-level="1"><p dir="ltr" role="presentation"><span
style="font-weight:400">filtered</span></p></li></ul></b><br class="Apple-interchange-newline">"""
OFFICE = """<html><head><style type="text/css">p { line-height: 115% }</style></head><body lang="en-GB">
<p style="line-height: 100%; margin-bottom: 0cm"><font face="Liberation Serif, serif"><font
size="3"><i>Fresh</i></font></font> every <a href="https://example.org/week">week</a></p></body></html>"""
PASTED = (WORD, DOCS, OFFICE)
