<#ftl output_format="plainText">
<#import "parts.ftl" as mail>
<@mail.linked button=msg("einlassPasswordResetButton") unexpected=msg("einlassPasswordResetUnexpected")>
${msg("einlassPasswordResetLead", mail.shared.company)}
</@mail.linked>
