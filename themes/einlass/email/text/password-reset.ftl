<#ftl output_format="plainText">
<#import "template.ftl" as layout>
<@layout.linked unexpected=msg("einlassPasswordResetUnexpected")>
${msg("einlassPasswordResetLead", layout.shared.company)}
</@layout.linked>
