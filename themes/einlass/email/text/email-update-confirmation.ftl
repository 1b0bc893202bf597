<#ftl output_format="plainText">
<#import "template.ftl" as layout>
<@layout.linked unexpected=msg("einlassEmailUpdateUnexpected")>
${msg("einlassEmailUpdateLead", layout.shared.company, layout.shared.value(newEmail))}
</@layout.linked>
